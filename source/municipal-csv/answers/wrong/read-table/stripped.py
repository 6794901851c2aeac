# まだそろえない約束なのに、空白を取った
# loses: test-read-table
def read_table(raw):
    table = pd.read_csv(io.BytesIO(raw), encoding=detect_encoding(raw), dtype=str, keep_default_na=False)
    return table.map(lambda text: text.strip())
