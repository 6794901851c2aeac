#!/bin/sh
# openpyxl 3.1.5, xlsx2csv 0.8.6, python-calamine 0.9.1, XlsxWriter 3.3.1 (CPython 3.11)
# Guess before the run: the built-in number formats 27 to 36 and 50 to 58, which Japanese and other
#   East Asian Excel use for dates (e.g. 27: year and month of an era), mark a date for every reader.
# Seen: openpyxl takes the cell for a number under "General", xlsx2csv too; calamine gives the date.
#   1 April 2026 becomes 46113.
# Output seen: 14: date, date, date | 27: number, number, date | 31: number, number, date | 55: number, number, date
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsx2csv==0.8.6 python-calamine==0.9.1 XlsxWriter==3.3.1
"$folder/venv/bin/python" - "$folder/dates.xlsx" <<'PY'
import io
import sys
from datetime import date
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsx2csv import Xlsx2csv

path, codes, serial = sys.argv[1], (14, 27, 31, 55), 46113
book = xlsxwriter.Workbook(path)
sheet = book.add_worksheet()
for row, code in enumerate(codes):
    sheet.write_number(row, 0, serial, book.add_format({"num_format": code}))
book.close()
text = io.StringIO()
Xlsx2csv(path).convert(text)
columns = (
    [row[0].value for row in openpyxl.load_workbook(path).active],
    text.getvalue().split(),
    [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()],
)
seen = {
    code: ["number" if str(value) in (str(serial), f"{serial}.0") else "date" for value in values]
    for code, values in zip(codes, zip(*columns))
}
print(" | ".join(f"{code}: {', '.join(kinds)}" for code, kinds in seen.items()))
assert seen.pop(14) == ["date", "date", "date"]
assert all(kinds == ["number", "number", "date"] for kinds in seen.values()), "they know them now"
PY
