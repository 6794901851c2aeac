#!/bin/sh
# ics 0.7.3 (CPython 3.11)
# Guess before the run: an event that begins at "2027-04-01 09:00" without a zone is written as a floating
#   time, 20270401T090000, nine o'clock wherever the calendar is opened (RFC 5545, 3.3.5, form 1).
# Seen: it is written as UTC, with a Z: in Japan the course stands at 18:00 in everybody's calendar.
#   With a zone of the zoneinfo module the moment is right, and the zone is gone.
# Output seen: DTSTART:20270401T090000Z | DTSTART:20270401T000000Z
# It matters to whoever sends dates of courses to calendars: always give a zone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ics==0.7.3
venv/bin/python - <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from ics import Calendar, Event

begins = ("2027-04-01 09:00:00", datetime(2027, 4, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo")))
lines = []
for begin in begins:
    text = Calendar(events={Event(name="course", begin=begin)}).serialize()
    lines += [line for line in text.splitlines() if line.startswith("DTSTART")]
print(" | ".join(lines))
assert lines[0] == "DTSTART:20270401T090000Z", "a time without zone is no longer taken for UTC"
assert lines[1] == "DTSTART:20270401T000000Z"
PY
