#!/bin/sh
# gtfs-kit 13.0.1 (CPython 3.11)
# Guess before the run: a feed that is read and written again has the tables that it had; at least those
#   that the GTFS reference names itself.
# Seen: it knows fourteen tables and reads no other; what it has not read it does not write. Gone are the
#   readings, the levels of stops that stops.txt goes on naming, and Japan's own tables, without a word.
# Output seen: kept: agency calendar routes stop_times stops trips | gone: agency_jp levels translations
# It matters to whoever keeps a city's buses: in Japan (GTFS-JP) translations.txt has the reading of every
#   stop, and must be there. Put the files back that you did not touch.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check gtfs-kit==13.0.1
venv/bin/python -W ignore - <<'PY'
from pathlib import Path

import gtfs_kit

TABLES = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\na,市営バス,https://bus.example,Asia/Tokyo\n",
    "routes": "route_id,agency_id,route_short_name,route_type\nr,a,1,3\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,level_id\ns1,番町,34.34,134.04,g\ns2,港,34.35,134.05,g\n",
    "trips": "route_id,service_id,trip_id\nr,w,t\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t,25:10:00,25:10:00,s1,1\nt,25:20:00,25:20:00,s2,2\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20270401,20280331\n",
    "translations": "table_name,field_name,language,translation,field_value\n"
    "stops,stop_name,ja-Hrkt,ばんちょう,番町\n",
    "levels": "level_id,level_index\ng,0\n",
    "agency_jp": "agency_id,agency_zip_number\na,7608571\n",
}
given, written = Path("given"), Path("written")
given.mkdir()
for table, text in TABLES.items():
    (given / f"{table}.txt").write_text(text, encoding="utf-8")
gtfs_kit.read_feed(given, dist_units="km").to_file(written)
kept = {file.stem for file in written.iterdir()}
print("kept:", *sorted(kept), "| gone:", *sorted(set(TABLES) - kept))
assert set(TABLES) - kept == {"translations", "levels", "agency_jp"}, "it keeps other tables now"
PY
