# dtype に object を使い、空欄は na_filter で止める
def read_table(raw):
    name = detect_encoding(raw)
    return pd.read_csv(io.BytesIO(raw), encoding=name, dtype=object, na_filter=False)
