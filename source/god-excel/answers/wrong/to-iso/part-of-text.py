# 文の中の日付まで拾った（「耐震改修 H20.3.31 済」も日付になる）
# loses: test-to-iso, test-diagnose
def to_iso(value):
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    match = DATE.search(squeeze(value))
    if match is None:
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + (1 if era_year == "元" else int(era_year))
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
