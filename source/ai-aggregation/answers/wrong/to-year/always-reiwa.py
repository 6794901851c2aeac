# 平成でも2018を足した
# loses: test-to-year, test-by-hand, test-decision, test-judge
def to_year(text):
    """年度の文字（例 "令和7年度"、"H30年度"）を、西暦の整数に直します。読めなければ None を返します。"""
    text = unicodedata.normalize("NFKC", text).replace("元", "1")
    starts = {"令和": 2018, "R": 2018, "平成": 2018, "H": 2018}
    for era, start in starts.items():
        if text.startswith(era):
            return start + int("".join(c for c in text if c.isdigit()))
    return None
