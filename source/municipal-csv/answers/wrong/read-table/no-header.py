# 見出しの行もデータにした
# loses: test-read-table, test-publish, test-common, test-handover
def read_table(raw):
    name = detect_encoding(raw)
    return pd.read_csv(io.BytesIO(raw), encoding=name, dtype=str, keep_default_na=False, header=None)
