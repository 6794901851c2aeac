#!/bin/sh
# openpyxl 3.1.5, XlsxWriter 3.3.1 (CPython 3.11)
# Guess before the run: a book that openpyxl loads and saves keeps the readings (furigana) that Excel noted
#   as a name was typed; the library has classes for them (PhoneticText).
# Seen: the readings are gone from the saved file, with rich_text=True too; the cells look the same, and
#   nothing is said.
# Output seen: given: reading there | saved, rich_text=False: reading gone | saved, rich_text=True: reading gone
# It matters to whoever fills in one column of a list of staff: Excel sorts Japanese names by those
#   readings, and =PHONETIC() shows them. Write into a copy of the column, or keep the readings in cells.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1
venv/bin/python - <<'PY'
import zipfile

import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("plain.xlsx") as book:
    book.add_worksheet().write("A1", "高松")
PLAIN = "<si><t>高松</t></si>".encode()
READ = '<si><t>高松</t><rPh sb="0" eb="2"><t>タカマツ</t></rPh><phoneticPr fontId="0"/></si>'.encode()
with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("given.xlsx", "w") as given:
    for name in plain.namelist():
        part = plain.read(name)
        if name.endswith("sharedStrings.xml"):
            assert PLAIN in part
            part = part.replace(PLAIN, READ)
        given.writestr(name, part)


def reading(name):
    with zipfile.ZipFile(name) as file:
        return any("タカマツ".encode() in file.read(part) for part in file.namelist())


found = {"given": reading("given.xlsx")}
for rich in (False, True):
    loaded = openpyxl.load_workbook("given.xlsx", rich_text=rich)
    loaded.active["B1"] = "checked"
    loaded.save("saved.xlsx")
    found[f"saved, rich_text={rich}"] = reading("saved.xlsx")
    print(repr(loaded.active["A1"].value), end=" ")
print("|", " | ".join(f"{what}: reading {'there' if kept else 'gone'}" for what, kept in found.items()))
assert list(found.values()) == [True, False, False], "readings are kept now"
PY
