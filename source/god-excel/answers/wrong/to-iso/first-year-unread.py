# 「元」年を読めないことにした
# loses: test-to-iso, test-ledger, test-diagnose, test-plan
def to_iso(value):
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    match = DATE.fullmatch(squeeze(value))
    if match is None or match.group(2) == "元":
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + int(era_year)
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
