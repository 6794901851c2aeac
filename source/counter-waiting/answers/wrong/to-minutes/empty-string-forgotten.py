# 空文字の扱いを忘れた（問2までは動いてしまう）
# loses: test-to-minutes
def to_minutes(text):
    if pd.isna(text):
        return float("nan")
    hour, minute, second = unicodedata.normalize("NFKC", text).split(":")
    return int(hour) * 60 + int(minute) + int(second) / 60
