#!/bin/sh
# pandas 3.1.1 with odfpy 1.4.1, python-calamine 0.9.1, pyexcel-ods3 0.6.1 (CPython 3.11)
# Guess before the run: a sum of working hours, 36:00 in an OpenDocument sheet (office:time-value
#   PT36H00M00S), is a duration for whoever reads it, or at least one odd cell.
# Seen: pandas' own engine reads the shown text as a time of day and raises for the whole file;
#   calamine gives the duration's ISO spelling as a text; only pyexcel-ods3 gives a duration.
# Output seen: pandas: DateParseError | calamine: 'PT36H00M00S' | pyexcel-ods3: 36.0 hours
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1 pyexcel-ods3==0.6.1
"$folder/venv/bin/python" - "$folder/hours.ods" <<'PY'
import sys
import pandas
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from pyexcel_ods3 import get_data
from python_calamine import CalamineWorkbook

path = sys.argv[1]
document = OpenDocumentSpreadsheet()
table, row = Table(name="hours"), TableRow()
cell = TableCell(valuetype="time", timevalue="PT36H00M00S")
cell.addElement(P(text="36:00"))
row.addElement(cell)
table.addElement(row)
document.spreadsheet.addElement(table)
document.save(path)
try:
    by_pandas = repr(pandas.read_excel(path, engine="odf", header=None).iloc[0, 0])
except Exception as error:
    by_pandas = type(error).__name__
by_calamine = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[0][0]
by_pyexcel = get_data(path)["hours"][0][0].total_seconds() / 3600
print(f"pandas: {by_pandas} | calamine: {by_calamine!r} | pyexcel-ods3: {by_pyexcel} hours")
assert (by_pandas, by_calamine, by_pyexcel) == ("DateParseError", "PT36H00M00S", 36.0), "they read otherwise now"
PY
