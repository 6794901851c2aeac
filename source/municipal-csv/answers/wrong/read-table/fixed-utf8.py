# 形式を UTF-8 と決め、読めない字は「�」にした
# loses: test-read-table, test-common, test-handover
def read_table(raw):
    return pd.read_csv(io.BytesIO(raw), encoding="utf-8", encoding_errors="replace", dtype=str, keep_default_na=False)
