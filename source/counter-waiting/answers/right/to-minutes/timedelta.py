# pandas の時間の型に直してから分にする
def to_minutes(text):
    if not isinstance(text, str) or text.strip() == "":
        return float("nan")
    half = unicodedata.normalize("NFKC", text)
    return pd.to_timedelta(half).total_seconds() / 60
