# 区切りを「-」にそろえて、3つに分ける
def to_iso(value):
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    text = squeeze(value)
    if DATE.fullmatch(text) is None:
        return None
    for sign in "年月./":
        text = text.replace(sign, "-")
    year, month, day = text.rstrip("日").split("-")
    for word in sorted(ERAS, key=len, reverse=True):
        if year.startswith(word):
            year = ERAS[word] + int(year.removeprefix(word).replace("元", "1"))
            break
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
