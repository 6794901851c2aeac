# 月と日を2けたにそろえていない
# loses: test-to-iso, test-ledger, test-plan
def to_iso(value):
    if isinstance(value, dt.date):
        return f"{value.year}-{value.month}-{value.day}"
    match = DATE.fullmatch(squeeze(value))
    if match is None:
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + (1 if era_year == "元" else int(era_year))
    return f"{int(year)}-{int(month)}-{int(day)}"
