# pandas の to_numeric を使う
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).strip().rstrip("人名").replace(",", "")
    return float(pd.to_numeric(digits, errors="coerce"))
