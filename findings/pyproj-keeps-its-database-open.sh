#!/bin/sh
# pyproj 3.7.2 (CPython 3.11, Linux)
# Guess before the run: to look up a coordinate system, the library opens its database, reads, and
#   closes it again.
# Seen: the import alone opens proj.db, and it stays open in the process under a descriptor of its own,
#   whatever becomes of the objects. A fork shares it; where a fork closes foreign descriptors, the number
#   is given to something else, and PROJ's next lookup opens its database on that number again.
# Output seen: open before the import 0, after it 1, after a lookup, del and gc 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyproj==3.7.2
"$folder/venv/bin/python" - <<'PY'
import gc, os

def open_databases():
    found = 0
    for number in os.listdir("/proc/self/fd"):
        try:
            found += os.readlink(f"/proc/self/fd/{number}").endswith("proj.db")
        except OSError:
            pass
    return found

before = open_databases()
import pyproj
after = open_databases()
crs = pyproj.CRS.from_epsg(4326)
del crs
gc.collect()
later = open_databases()
print(f"pyproj {pyproj.__version__}: open before the import {before}, after it {after}, after a lookup, del and gc {later}")
assert pyproj.__version__ == "3.7.2" and before == 0
assert after >= 1 and later >= 1, "the database is closed again now"
PY
