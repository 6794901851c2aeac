# 西暦の文字にしてから、strptime で確かめる
def to_iso(value):
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    match = DATE.fullmatch(squeeze(value))
    if not match:
        return None
    era, era_year, year, month, day = match.groups()
    if era:
        year = ERAS[era] + int(era_year.replace("元", "1"))
    try:
        return dt.datetime.strptime(f"{year}/{month}/{day}", "%Y/%m/%d").strftime("%Y-%m-%d")
    except ValueError:
        return None
