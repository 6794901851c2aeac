# 空欄が nan になった
# loses: test-read-table, test-common, test-handover
def read_table(raw):
    return pd.read_csv(io.BytesIO(raw), encoding=detect_encoding(raw), dtype=str)
