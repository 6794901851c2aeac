# 整数ではなく文字で返した
# loses: test-to-year, test-by-hand, test-decision, test-judge
def to_year(text):
    text = unicodedata.normalize("NFKC", text).replace("元", "1")
    starts = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
    for era, start in starts.items():
        if text.startswith(era):
            return str(start + int("".join(c for c in text if c.isdigit())))
    return None
