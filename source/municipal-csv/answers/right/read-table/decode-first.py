# 先に文字に直してから、文字として渡す
def read_table(raw):
    text = raw.decode(detect_encoding(raw))
    return pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)
