#!/bin/sh
# Babel 2.19.0 (CPython 3.11)
# Guess before the run: the locale ja_JP@calendar=japanese gives eras, as ICU does: 令和8年4月1日; or it is
#   refused.
# Seen: it is taken and keeps its name, and dates are those of the Gregorian calendar: the era is 西暦 and
#   the year 2026. The names of the Japanese eras are not in Babel's data.
# Output seen: ja_JP@calendar=japanese: 西暦2026年4月1日
# It matters to whoever writes certificates and notices with years of an era.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.19.0
venv/bin/python - <<'PY'
from datetime import date

from babel import Locale
from babel.dates import format_date

locale = Locale.parse("ja_JP@calendar=japanese")
written = format_date(date(2026, 4, 1), "Gy年M月d日", locale=locale)
print(f"{locale}: {written}")
assert str(locale) == "ja_JP@calendar=japanese"
assert written == "西暦2026年4月1日", "Babel knows the calendar now"
PY
