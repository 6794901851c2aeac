#!/bin/sh
# anonypy 0.2.1, pycanon 1.3.6 (CPython 3.11)
# Guess before the run: somebody whose age is not known counts as a group of one, or the library refuses
#   the table; nobody disappears.
# Seen: anonypy's groups hold nine of the ten: who has no age is in none, and no figure says so. pycanon counts
#   k without that row: 3, where one person is alone. With a word for the missing value k is 1.
# Output seen: anonypy: 9 of 10 people, groups 30.0-40.0, 41.0-52.0 | pycanon: k 3, with a name for it 1
# It matters to whoever publishes figures about people from a form with optional fields: count who is in
#   the table, and make "not known" a value before.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check anonypy==0.2.1 pycanon==1.3.6
venv/bin/python - <<'PY'
import anonypy
import pandas as pd
from pycanon.anonymity import k_anonymity

ages = [30, 31, 32, 40, 41, 42, 50, 51, 52, None]
people = pd.DataFrame({"age": ages, "answer": ["yes", "no"] * 5})
rows = anonypy.Preserver(people, ["age"], "answer").anonymize_k_anonymity(k=3)
counted = sum(row["count"] for row in rows)
print(f"anonypy: {counted} of {len(people)} people, groups {', '.join(sorted({row['age'][0] for row in rows}))}", end=" | ")
decades = pd.DataFrame({"age": ["30s"] * 3 + ["40s"] * 3 + ["50s"] * 3 + [None], "answer": people["answer"]})
without = k_anonymity(decades, ["age"])
named = k_anonymity(decades.fillna({"age": "not known"}), ["age"])
print(f"pycanon: k {without}, with a name for it {named}")
assert counted < len(people), "anonypy counts everybody now"
assert (without, named) == (3, 1), "pycanon counts everybody now"
PY
