#!/bin/sh
# markitdown 0.1.9 (CPython 3.11)
# Guess before the run: a text cell 00101 is given to the model as 00101, an empty cell as nothing, and a
#   merged cell for each of its rows.
# Seen: the text becomes 101.0 once its column has a number and an empty cell too, an empty cell becomes NaN, and a merged
#   department is there for the first of its rows only, NaN for the others.
# Output seen: | 総務課 | 101.0 | NaN | and | NaN | 12.0 | x |
# It matters to whoever lets a model answer questions on an office's workbooks.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'markitdown[xlsx]==0.1.9' openpyxl==3.1.5
venv/bin/python - <<'PY'
import openpyxl
from markitdown import MarkItDown

book = openpyxl.Workbook()
sheet = book.active
for row in (["課", "番号", "備考"], ["総務課", "00101", None], [None, 12, "x"], ["計", None, 1200]):
    sheet.append(row)
sheet.merge_cells("A2:A3")
book.save("staff.xlsx")
rows = MarkItDown().convert("staff.xlsx").text_content.splitlines()[-3:-1]
print(" and ".join(rows))
assert rows == ["| 総務課 | 101.0 | NaN |", "| NaN | 12.0 | x |"], "cells are told otherwise now"
PY
