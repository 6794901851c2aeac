# カレンダーにない日を調べていない
# loses: test-to-iso
def to_iso(value):
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    match = DATE.fullmatch(squeeze(value))
    if match is None:
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + (1 if era_year == "元" else int(era_year))
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
