# 英数字だけのファイルを cp932 とした
# loses: test-detect
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    for name in ["ascii", "utf-8", "cp932"]:
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return "cp932" if name == "ascii" else name
    return "不明"
