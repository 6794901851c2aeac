# return ではなく print を書いた
# loses: test-detect, test-read-table, test-common, test-publish, test-handover
def detect_encoding(raw):
    if raw.startswith(BOM):
        print("utf-8-sig")
    else:
        print("utf-8 か cp932")
