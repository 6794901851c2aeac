# 目印を調べていない
# loses: test-detect
def detect_encoding(raw):
    for name in ["utf-8", "cp932"]:
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "不明"
