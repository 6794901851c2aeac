#!/bin/sh
# icalendar 7.3.0, python-dateutil 2.9.0.post0, recurring-ical-events 3.8.2 (CPython 3.11)
# Guess before the run: the end of a series that is given as a moment with a zone (until=23:59 in Tokyo) is
#   written in UTC, as RFC 5545 (3.3.10) asks where the event itself has a zone: 20270430T145900Z.
# Seen: the zone is left out: 20270430T235900, nobody's time in particular. dateutil refuses the rule, and
#   recurring-ical-events takes it for UTC: the course of three mornings has a fourth.
# Output seen: RRULE:FREQ=DAILY;UNTIL=20270430T235900: recurring-ical-events 4 days, dateutil refused
# It matters to whoever sends a course of many mornings as one entry: give `until` in UTC.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.0 recurring-ical-events==3.8.2 python-dateutil==2.9.0.post0
venv/bin/python - <<'PY'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr

TOKYO = ZoneInfo("Asia/Tokyo")
start, end = datetime(2027, 4, 28, 8, 30, tzinfo=TOKYO), datetime(2027, 4, 30, 23, 59, tzinfo=TOKYO)


def series(until):
    event = icalendar.Event.new(uid="course", summary="course", start=start, stamp=start)
    event.add("rrule", {"freq": "daily", "until": until})
    calendar = icalendar.Calendar.new(subcomponents=[event])
    (rule,) = [line for line in calendar.to_ical().decode().splitlines() if line.startswith("RRULE")]
    days = recurring_ical_events.of(calendar).between(datetime(2027, 4, 1), datetime(2027, 6, 1))
    try:
        by_dateutil = len(list(rrulestr(rule, dtstart=start)))
    except ValueError:
        by_dateutil = "refused"
    return rule, len(days), by_dateutil


tokyo, utc = series(end), series(end.astimezone(timezone.utc))
for rule, days, by_dateutil in (tokyo, utc):
    print(f"{rule}: recurring-ical-events {days} days, dateutil {by_dateutil}")
assert tokyo == ("RRULE:FREQ=DAILY;UNTIL=20270430T235900", 4, "refused"), "the end is written otherwise now"
assert utc == ("RRULE:FREQ=DAILY;UNTIL=20270430T145900Z", 3, 3)
PY
