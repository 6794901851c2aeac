# 空の欄だけの列を捨てた
# loses: test-read-table
def read_table(raw):
    table = pd.read_csv(io.BytesIO(raw), encoding=detect_encoding(raw), dtype=str, keep_default_na=False)
    return table.loc[:, (table != "").any()]
