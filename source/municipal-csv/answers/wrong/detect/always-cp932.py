# 日本のファイルだから cp932 と決めた
# loses: test-detect, test-read-table, test-common, test-publish, test-handover
def detect_encoding(raw):
    return "cp932"
