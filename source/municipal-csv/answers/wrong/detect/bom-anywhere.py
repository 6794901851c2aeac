# 目印がどこかにあれば「BOMつき」とした
# loses: test-detect
def detect_encoding(raw):
    if BOM in raw:
        return "utf-8-sig"
    for name in ["utf-8", "cp932"]:
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "不明"
