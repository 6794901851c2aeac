# 全角を半角に直していない（英字だけ読めない）
# loses: test-to-year, test-judge, test-by-hand, test-decision
def to_year(text):
    """年度の文字（例 "令和7年度"、"H30年度"）を、西暦の整数に直します。読めなければ None を返します。"""
    text = text.replace("元", "1")
    starts = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
    for era, start in starts.items():
        if text.startswith(era):
            return start + int("".join(c for c in text if c.isdigit()))
    return None
