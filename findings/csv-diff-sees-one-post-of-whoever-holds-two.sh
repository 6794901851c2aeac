#!/bin/sh
# csv-diff 1.2 (CPython 3.11)
# Guess before the run: two rows with the same key are compared each, or the file is refused because its
#   key is none.
# Seen: the last row of a key is the only one that counts. That 00101 moved from 総務課 to 市民課, and that the
#   row is gone, is no difference at all; no word, exit code 0.
# Output seen: moved: no difference | left: no difference
# It matters to whoever compares lists of staff by number: who holds two posts (兼務) stands in them twice.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csv-diff==1.2
venv/bin/python - <<'PY'
import subprocess

LAST = "number,post\n00101,総務課\n00101,防災課\n00102,税務課\n"
LISTS = {"moved": LAST.replace("総務課", "市民課"), "left": LAST.replace("00101,総務課\n", "")}
found = {}
with open("last.csv", "w", encoding="utf-8") as file:
    file.write(LAST)
for what, text in LISTS.items():
    with open(f"{what}.csv", "w", encoding="utf-8") as file:
        file.write(text)
    command = ["venv/bin/csv-diff", "last.csv", f"{what}.csv", "--key=number"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found[what] = done.stdout.strip()
print(" | ".join(f"{what}: {told or 'no difference'}" for what, told in found.items()))
assert set(found.values()) == {""}, "rows of one key are told apart now"
PY
