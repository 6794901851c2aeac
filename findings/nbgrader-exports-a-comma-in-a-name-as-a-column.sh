#!/bin/sh
# nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: `nbgrader export` writes CSV, so a name or the name of an assignment with a comma
#   in it stands in quotation marks, and every reader finds the points in the column "score".
# Seen: it joins the cells with commas and quotes nothing. Whoever has a comma in the name has a cell more than
#   the heading; the address is the first name, and "score" is the late penalty.
# Output seen: s2 | Takamatsu |  | 0.0 | cells too many: ['0.0']
# It matters to whoever hands grades on to a personnel office: names from a directory have commas
#   ("TAKAMATSU, Hanako"); write the table from the gradebook yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
PATH="$folder/venv/bin:$PATH"; export PATH  # nbgrader calls alembic by its name
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6
venv/bin/python - <<'PY'
import csv
import subprocess

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    book.add_assignment("first", duedate="2027-05-01 17:00:00")
    book.add_student("s1", last_name="Takamatsu", first_name="Hanako", email="s1@city.example")
    book.add_student("s2", last_name="Takamatsu, Taro", first_name="", email="s2@city.example")
subprocess.run(["nbgrader", "export", "--to=grades.csv"], check=True, capture_output=True)
with open("grades.csv", encoding="utf-8", newline="") as file:
    rows = {row["student_id"]: row for row in csv.DictReader(file)}
for student, row in rows.items():
    print(student, "|", row["last_name"], "|", row["email"], "|", row["score"], "| cells too many:", row.get(None))
assert rows["s1"]["email"] == "s1@city.example" and None not in rows["s1"]
assert rows["s2"]["last_name"] == "Takamatsu", "the name is in quotation marks now"
assert rows["s2"]["email"] != "s2@city.example" and len(rows["s2"][None]) == 1
PY
