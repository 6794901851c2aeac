# 秒を100で割った（60進法を忘れた）
# loses: test-to-minutes, test-load-served, test-by-counter, test-whatif
def to_minutes(text):
    if pd.isna(text) or text == "":
        return float("nan")
    hour, minute, second = unicodedata.normalize("NFKC", text).split(":")
    return int(hour) * 60 + int(minute) + int(second) / 100
