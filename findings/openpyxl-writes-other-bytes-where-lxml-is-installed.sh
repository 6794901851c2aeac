#!/bin/sh
# openpyxl 3.1.5 without and with lxml 6.1.3 (CPython 3.11)
# Guess before the run: one version of openpyxl writes the same sheet for the same cells, whatever
#   else is installed beside it.
# Seen: where lxml can be imported, openpyxl writes with it, unasked, and the sheet's bytes are
#   others (the same cells are in it). With OPENPYXL_LXML=False, set before it is loaded, they are as
#   before. Whoever compares digests of made workbooks, or installs a package that brings lxml, meets it.
# Output seen: without lxml = with lxml: False | without lxml = OPENPYXL_LXML=False: True
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat >"$folder/sheet.py" <<'PY'
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
import openpyxl

with tempfile.TemporaryDirectory() as name:
    book = openpyxl.Workbook()
    book.active.append(["town", "people", date(2026, 2, 1)])
    book.active.append(["みなと", 123, None])
    book.save(Path(name, "book.xlsx"))
    with zipfile.ZipFile(Path(name, "book.xlsx")) as archive:
        Path(sys.argv[1]).write_bytes(archive.read("xl/worksheets/sheet1.xml"))
PY
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
"$folder/venv/bin/python" "$folder/sheet.py" "$folder/without"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lxml==6.1.3
"$folder/venv/bin/python" "$folder/sheet.py" "$folder/with"
OPENPYXL_LXML=False "$folder/venv/bin/python" "$folder/sheet.py" "$folder/asked"
same() { if cmp -s "$folder/$1" "$folder/$2"; then echo True; else echo False; fi; }
seen="without lxml = with lxml: $(same without with) | without lxml = OPENPYXL_LXML=False: $(same without asked)"
echo "$seen"
[ "$seen" = "without lxml = with lxml: False | without lxml = OPENPYXL_LXML=False: True" ] || {
    echo "it writes otherwise now" >&2
    exit 1
}
