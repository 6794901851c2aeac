#!/bin/sh
# great-tables 1.1.0 (CPython 3.11)
# Guess before the run: fmt_date with locale="ja" writes 2026年4月1日水曜日 for the style with day of the week.
# Seen: names of days and months are Japanese, their order and commas are English: 水曜日, 4月 1, 2026.
#   Amounts of yen are right (no decimals).
# Output seen: 水曜日, 4月 1, 2026 | 4月 1, 2026
# It matters to whoever shows tables to a city's managers: write dates as texts first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check great-tables==1.1.0 pandas==3.1.1
venv/bin/python - <<'PY'
import re

import pandas
from great_tables import GT

data = pandas.DataFrame({"day": ["2026-04-01"]})
styles = ("wday_month_day_year", "month_day_year")
tables = (GT(data).fmt_date("day", date_style=style, locale="ja") for style in styles)
found = [re.findall(r"<td[^>]*>([^<]*)<", table.as_raw_html())[0] for table in tables]
print(" | ".join(found))
assert found == ["水曜日, 4月 1, 2026", "4月 1, 2026"], "dates are in another order now"
PY
