# 足りない月と日を1でおぎなった
# loses: test-to-iso, test-ledger, test-diagnose, test-plan
def to_iso(value):
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    text = squeeze(value)
    match = DATE.fullmatch(text) or DATE.fullmatch(f"{text}.1") or DATE.fullmatch(f"{text}1月1日")
    if match is None:
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + (1 if era_year == "元" else int(era_year))
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
