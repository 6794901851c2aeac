# UTF-8 でなければ cp932 に決まっている、とした
# loses: test-detect
def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    try:
        raw.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "cp932"
