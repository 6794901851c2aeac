# まだそろえない約束なのに、全角を半角にした（①がただの1になる）
# loses: test-read-table, test-common, test-handover
def read_table(raw):
    text = unicodedata.normalize("NFKC", raw.decode(detect_encoding(raw)))
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
