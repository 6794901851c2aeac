#!/bin/sh
# copydetect 0.5.0 (CPython 3.11)
# Guess before the run: two notebooks with quite different programs are as unlike as the same programs in
#   two .py files, and a copy with other names for its variables is found in both; or notebooks are refused.
# Seen: it warns that it does not know the kind, and compares the files as bare text. What the format repeats is
#   most of it: nothing in common is 62 % alike, and the copy, 100 % as .py, is 76 %. No limit tells them apart.
# Output seen: .py: another program 0%, a copy 100% | .ipynb: another program 62%, a copy 76%
# It matters to whoever looks for copied solutions of a course in notebooks: write the cells' code to .py
#   files first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check copydetect==0.5.0 nbformat==5.11.1
venv/bin/python - <<'PY'
import nbformat
from copydetect import CodeFingerprint, compare_files

LOOP = [
    "def mean(values):\n    total = 0\n    for value in values:\n        total += value\n    return total / len(values)",
    "while True:\n    line = input()\n    if not line:\n        break\n    print(mean(map(float, line.split())))",
]
TABLE = [
    "import csv\nwith open('people.csv') as file:\n    rows = list(csv.DictReader(file))",
    "names = sorted({row['name'] for row in rows if row['age'] > '30'})\nprint(*names, sep='\\n')",
]
RENAMED = [cell.replace("total", "s").replace("value", "number").replace("line", "text") for cell in LOOP]
for name, cells in {"loop": LOOP, "table": TABLE, "renamed": RENAMED}.items():
    with open(f"{name}.py", "w", encoding="utf-8") as file:
        file.write("\n".join(cells))
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(made, f"{name}.ipynb")


def alike(kind, other):
    one, two = (CodeFingerprint(f"{name}.{kind}", k=25, win_size=1) for name in ("loop", other))
    return max(compare_files(one, two)[1])


found = {kind: (alike(kind, "table"), alike(kind, "renamed")) for kind in ("py", "ipynb")}
print(" | ".join(f".{kind}: another program {other:.0%}, a copy {copy:.0%}" for kind, (other, copy) in found.items()))
assert found["py"][0] < 0.2 and found["py"][1] > 0.9
assert found["ipynb"][1] - found["ipynb"][0] < 0.25, "notebooks are told apart now"
PY
