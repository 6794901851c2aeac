#!/bin/sh
# nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: with Exchange.timezone = "Asia/Tokyo" a hand-in at 17:00 is written with its zone,
#   and read as 08:00 in UTC; so is a due date with +0900 or +09:00.
# Seen: it is written with the short name JST, which is passed over when it is read: 17:00 in UTC, nine
#   hours too late. +0900 is taken for 900 seconds, and +09:00 behind a space is passed over as well.
#   Asia/Tokyo, or ISO 8601 without a space, is read rightly. Nothing is said.
# Output seen: written … JST, read 17:00 | +0900 16:45 | +09:00 17:00 | Asia/Tokyo 08:00 | T17:00+09:00 08:00
# So it is on a machine that is not in Japan itself, as containers and servers on UTC are.
# It matters to whoever sets a time zone or a due date in Japan: leave the zone at UTC.
set -eu
TZ=UTC; export TZ
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6
venv/bin/python - <<'PY'
import warnings
from datetime import datetime

warnings.simplefilter("ignore")
from dateutil.tz import gettz
from nbgrader.exchange.abc import Exchange
from nbgrader.utils import parse_utc

form = Exchange.timestamp_format.default_value
written = datetime(2027, 5, 1, 17, tzinfo=gettz("Asia/Tokyo")).strftime(form)
zones = (" +0900", " +09:00", " Asia/Tokyo", "T17:00+09:00")
texts = {z.strip(): f"2027-05-01 17:00{z}" if z[0] == " " else f"2027-05-01{z}" for z in zones}
read = {zone: f"{parse_utc(text):%H:%M}" for zone, text in texts.items()}
told = [f"written … {written.split()[-1]}, read {parse_utc(written):%H:%M}"]
print(" | ".join(told + [f"{zone} {hour}" for zone, hour in read.items()]))
assert written.endswith("JST")
assert f"{parse_utc(written):%H:%M}" == "17:00", "JST is read rightly now"
assert list(read.values()) == ["16:45", "17:00", "08:00", "08:00"]
PY
