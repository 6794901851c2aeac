# cp932 ではなく、髙や①のない shift_jis で試した
# loses: test-detect, test-read-table, test-common, test-handover
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    for name in ["utf-8", "shift_jis"]:
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return {"utf-8": "utf-8", "shift_jis": "cp932"}[name]
    return "不明"
