#!/bin/sh
# fsrs 6.3.2 (CPython 3.11)
# Guess before the run: who answers "Good" on every day on which a card is due gets the same intervals,
#   whether in the morning or later that day.
# Seen: elapsed days are whole spans of 24 hours since the last answer. A card that is due on a day at
#   09:10 and answered at 08:00 counts a day less; the next intervals grow more slowly, and a card that
#   is answered each time an hour earlier is asked again much sooner.
# Output seen: at 10:00 [2, 11, 46, 163] | at 08:00 [2, 7, 32, 118]
# It matters to whoever asks people once a day: count calendar days of their own zone, and say so to fsrs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fsrs==6.3.2
venv/bin/python - <<'PY'
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler


def intervals(hour):
    scheduler, card = Scheduler(enable_fuzzing=False), Card()
    start = datetime(2026, 4, 1, 9, tzinfo=timezone.utc)
    card, _ = scheduler.review_card(card, Rating.Good, start)
    card, _ = scheduler.review_card(card, Rating.Good, start + timedelta(minutes=10))
    days = []
    for _ in range(4):
        days.append((card.due - card.last_review).days)
        day = card.due.replace(hour=hour, minute=0, second=0)
        card, _ = scheduler.review_card(card, Rating.Good, day)
    return days


print("at 10:00", intervals(10), "| at 08:00", intervals(8))
assert intervals(10) == [2, 11, 46, 163]
assert intervals(8) == [2, 7, 32, 118], "an earlier hour of the same day counts as that day now"
PY
