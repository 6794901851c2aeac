# 前と後ろの文字を外していく書き方
def to_year(text):
    plain = unicodedata.normalize("NFKC", text).removesuffix("年度")
    if plain[:2] in ("令和", "平成"):
        era, rest = plain[0], plain[2:]
    else:
        era, rest = plain[:1], plain[1:]
    if era not in ("令", "平", "R", "H"):
        return None
    number = 1 if rest == "元" else int(rest)
    return number + (1988 if era in "平H" else 2018)
