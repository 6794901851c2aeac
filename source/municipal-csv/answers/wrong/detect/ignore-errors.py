# errors="ignore" で、何でも UTF-8 として読めたことにした
# loses: test-detect, test-read-table, test-common, test-publish, test-handover
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    for name in ["utf-8", "cp932"]:
        try:
            raw.decode(name, errors="ignore")
        except UnicodeDecodeError:
            continue
        return name
    return "不明"
