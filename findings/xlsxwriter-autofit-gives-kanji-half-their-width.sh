#!/bin/sh
# XlsxWriter 3.3.1, polars 2.1.0 (CPython 3.11)
# Guess before the run: autofit() makes a column as wide as its longest text; a full-width character counts
#   as two digits, as it is drawn (16 and 7 to 8 pixels at Excel's usual size).
# Seen: every character that it has no width for counts 8 pixels, so all of Japanese does: twelve kanji, of 192 pixels,
#   get a column for 103, and show as seven. polars' write_excel(autofit=True) goes the same way.
# Output seen: direct: {'kanji': 14.7109375, 'digits': 13.0} | polars: {'kanji': 14.7109375, 'digits': 13.0}
# It matters to whoever hands lists in Japanese on as workbooks: set the widths yourself, two for each
#   full-width character.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check XlsxWriter==3.3.1 polars==2.1.0
venv/bin/python - <<'PY'
import re
import zipfile

import polars
import xlsxwriter

TEXTS = {"kanji": "高松市総務局人事課研修係", "digits": "012345678901"}
widths = {}
with xlsxwriter.Workbook("direct.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(TEXTS.values()))
    sheet.autofit()
polars.DataFrame([list(TEXTS.values())], orient="row", schema=["a", "b"]).write_excel("polars.xlsx", autofit=True)
for name in ("direct", "polars"):
    with zipfile.ZipFile(f"{name}.xlsx") as file:
        text = file.read("xl/worksheets/sheet1.xml").decode()
    widths[name] = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', text)]
print(" | ".join(f"{name}: {dict(zip(TEXTS, found))}" for name, found in widths.items()))
for kanji, digits in widths.values():
    assert kanji < digits * 1.3, "full-width characters have their width now"
PY
