#!/bin/sh
# python-calamine 0.9.1, pandas 3.1.1 with odfpy 1.4.1 (CPython 3.11)
# Guess before the run: a line break in a cell of an OpenDocument sheet (text:line-break) is a line
#   break, or a space, for each reader; two paragraphs are two lines.
# Seen: calamine puts a line break between two paragraphs, but leaves text:line-break out: the two
#   lines of a cell become one word. pandas' own engine keeps both.
# Output seen: calamine: 'one\ntwo', 'onetwo' | odf: 'one\ntwo', 'one\ntwo'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder/lines.ods" <<'PY'
import sys
import pandas
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P

path = sys.argv[1]
paragraphs, broken = TableCell(valuetype="string"), TableCell(valuetype="string")
for line in ("one", "two"):
    paragraphs.addElement(P(text=line))
line = P(text="one")
line.addElement(LineBreak())
line.addText("two")
broken.addElement(line)
document, table, row = OpenDocumentSpreadsheet(), Table(name="lines"), TableRow()
for cell in (paragraphs, broken):
    row.addElement(cell)
table.addElement(row)
document.spreadsheet.addElement(table)
document.save(path)
seen = {engine: pandas.read_excel(path, engine=engine, header=None).iloc[0].tolist() for engine in ("calamine", "odf")}
print(" | ".join(f"{engine}: {', '.join(map(repr, lines))}" for engine, lines in seen.items()))
assert seen == {"calamine": ["one\ntwo", "onetwo"], "odf": ["one\ntwo", "one\ntwo"]}, "it keeps them now"
PY
