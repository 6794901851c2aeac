# 分ではなく秒で返した
# loses: test-to-minutes, test-load-served, test-by-counter, test-slots, test-whatif
def to_minutes(text):
    if pd.isna(text) or text == "":
        return float("nan")
    hour, minute, second = unicodedata.normalize("NFKC", text).split(":")
    return int(hour) * 3600 + int(minute) * 60 + int(second)
