# 元号を1つずつ調べる
def to_iso(value):
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = squeeze(value).replace("元", "1")
    found = re.fullmatch(r"(\D*)(\d+)[年./-](\d{1,2})[月./-](\d{1,2})日?", text)
    if not found:
        return None
    word, year, month, day = found[1], int(found[2]), int(found[3]), int(found[4])
    if word in ("令和", "令", "R"):
        year += 2018
    elif word in ("平成", "平", "H"):
        year += 1988
    elif word in ("昭和", "昭", "S"):
        year += 1925
    elif word in ("大正", "大", "T"):
        year += 1911
    elif word in ("明治", "明", "M"):
        year += 1867
    elif word != "" or len(found[2]) != 4:
        return None
    try:
        return f"{dt.date(year, month, day)}"
    except ValueError:
        return None
