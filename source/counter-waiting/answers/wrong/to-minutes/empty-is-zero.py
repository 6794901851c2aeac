# 空欄を0分にした
# loses: test-to-minutes, test-load-served
def to_minutes(text):
    if pd.isna(text) or text == "":
        return 0
    hour, minute, second = unicodedata.normalize("NFKC", text).split(":")
    return int(hour) * 60 + int(minute) + int(second) / 60
