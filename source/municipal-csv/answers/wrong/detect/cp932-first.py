# cp932 を先に試した（化けたまま「読めた」ことになる）
# loses: test-detect, test-read-table
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    for name in ["cp932", "utf-8"]:
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "不明"
