# Excelの日付を文字のように扱った（時刻がついて読めない）
# loses: test-to-iso, test-ledger, test-plan
def to_iso(value):
    match = DATE.fullmatch(squeeze(value))
    if match is None:
        return None
    era, era_year, year, month, day = match.groups()
    if era is not None:
        year = ERAS[era] + (1 if era_year == "元" else int(era_year))
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
