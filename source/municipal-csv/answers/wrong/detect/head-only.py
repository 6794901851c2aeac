# はじめの1000バイトだけを調べた
# loses: test-detect, test-read-table, test-common, test-handover
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    for name in ["utf-8", "cp932"]:
        try:
            raw[:1000].decode(name, errors="strict" if len(raw) < 1000 else "ignore")
        except UnicodeDecodeError:
            continue
        return name
    return "不明"
