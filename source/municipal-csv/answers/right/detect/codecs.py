# codecs の目印を使う
import codecs


def detect_encoding(raw):
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for name in ("utf-8", "cp932"):
        try:
            codecs.decode(raw, name)
            return name
        except UnicodeDecodeError:
            pass
    return "不明"
