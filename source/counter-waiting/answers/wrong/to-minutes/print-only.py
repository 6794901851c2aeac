# return ではなく print を書いた
# loses: test-to-minutes, test-load-served, test-by-counter, test-slots, test-chart, test-whatif, test-recommend
def to_minutes(text):
    if pd.isna(text) or text == "":
        return None
    hour, minute, second = unicodedata.normalize("NFKC", text).split(":")
    minutes = int(hour) * 60 + int(minute) + int(second) / 60
    if minutes < 0:
        print(minutes)
