# 形式を cp932 と決めて書いた
# loses: test-read-table, test-common, test-handover
def read_table(raw):
    return pd.read_csv(io.BytesIO(raw), encoding="cp932", encoding_errors="replace", dtype=str, keep_default_na=False)
