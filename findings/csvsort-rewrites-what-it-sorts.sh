#!/bin/sh
# csvkit 2.2.0 (CPython 3.11)
# Guess before the run: csvsort changes the order of rows, and no cell.
# Seen: it guesses a type for every column and writes the values anew: staff numbers and telephone
#   numbers lose their zeros, and 4/1/2026 becomes 2026-04-01, month first. csvcut, of the same
#   package, leaves cells as they are; `-I` turns the guessing off.
# Output seen: 101,2026-03-01,878392012 | with -I: 00101,3/1/2026,0878392012
# It matters to whoever sorts lists of people on the way into a system.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0
venv/bin/python - <<'PY'
import subprocess

with open("staff.csv", "w", encoding="utf-8") as file:
    file.write("id,since,tel\n00102,4/1/2026,0878392011\n00101,3/1/2026,0878392012\n")


def first(*options):
    command = ["venv/bin/csvsort", *options, "-c", "id", "staff.csv"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[1]


print(first(), "| with -I:", first("-I"))
assert first() == "101,2026-03-01,878392012", "csvsort keeps the cells now"
assert first("-I") == "00101,3/1/2026,0878392012"
PY
