#!/bin/sh
# workalendar 17.0.0, jpholiday 1.0.3 (CPython 3.11)
# Guess before the run: two libraries that know Japan's public holidays name the same days, and a
#   working day of workalendar is one.
# Seen: workalendar has no substitute holidays (a Sunday's holiday moves to the next free day) and no
#   day off between two holidays: in 2026 an office is closed on 6 May and on 22 September, and
#   workalendar counts both as working days. A deadline that it works out is a day early.
# Output seen: 2026-05-06: jpholiday holiday, workalendar working day | 2026-09-22: jpholiday holiday, workalendar working day
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check workalendar==17.0.0 jpholiday==1.0.3
"$folder/venv/bin/python" - <<'PY'
from datetime import date
import jpholiday
from workalendar.asia import Japan

calendar = Japan()
days = [date(2026, 5, 6), date(2026, 9, 22)]
assert all(jpholiday.is_holiday(day) for day in days)
assert jpholiday.is_holiday(date(2026, 5, 5)) and not calendar.is_working_day(date(2026, 5, 5))
seen = [calendar.is_working_day(day) for day in days]
print(" | ".join(f"{day}: jpholiday holiday, workalendar {'working day' if works else 'holiday'}" for day, works in zip(days, seen)))
assert seen == [True, True], "workalendar knows them now"
PY
