# 文字と決めずに読んだ（頭の0が消える）
# loses: test-read-table, test-common, test-handover
def read_table(raw):
    return pd.read_csv(io.BytesIO(raw), encoding=detect_encoding(raw), keep_default_na=False)
