#!/bin/sh
# openpyxl 3.1.5, XlsxWriter 3.3.1, python-calamine 0.9.1 (CPython 3.11)
# Guess before the run: a text that one library writes into a cell is the text that another reads.
# Seen: Open XML keeps _xHHHH_ for a character by its number, and a text that looks like it has to be
#   escaped. openpyxl writes it as it is: calamine reads "2026_x0041_1" as "2026A1". XlsxWriter
#   escapes it. The other way round openpyxl undoes the escape of any underscore, but not that of a
#   carriage return: what XlsxWriter wrote as two lines comes back with _x000D_ in it.
# Output seen: by openpyxl: 2026A1 | by XlsxWriter: 2026_x0041_1 | carriage return: a_x000D_b
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
from pathlib import Path
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

folder, text = Path(sys.argv[1]), "2026_x0041_1"

def calamine(path):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[0][0]

book = openpyxl.Workbook()
book.active["A1"] = text
book.save(folder / "openpyxl.xlsx")
other = xlsxwriter.Workbook(str(folder / "xlsxwriter.xlsx"))
sheet = other.add_worksheet()
sheet.write_string(0, 0, text)
sheet.write_string(1, 0, "a\rb")
other.close()
assert openpyxl.load_workbook(folder / "openpyxl.xlsx").active["A1"].value == text
seen = (
    calamine(folder / "openpyxl.xlsx"),
    calamine(folder / "xlsxwriter.xlsx"),
    openpyxl.load_workbook(folder / "xlsxwriter.xlsx").active["A2"].value,
)
print("by openpyxl: {} | by XlsxWriter: {} | carriage return: {}".format(*seen))
assert seen == ("2026A1", text, "a_x000D_b"), "they agree now"
PY
