# 左端の列を行の名前にした
# loses: test-read-table
def read_table(raw):
    table = pd.read_csv(io.BytesIO(raw), encoding=detect_encoding(raw), dtype=str, keep_default_na=False)
    return table.set_index(table.columns[0])
