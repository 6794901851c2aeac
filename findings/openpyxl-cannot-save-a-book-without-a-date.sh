#!/bin/sh
# openpyxl 3.1.5 (CPython 3.11)
# Guess before the run: a book's date of making may be left out; it is optional in the file's format,
#   and None is how Python says so. A book that is to have the same bytes each time has none.
# Seen: None is accepted when it is set, and saving then ends with an AttributeError that names no
#   property; the other texts about the book (creator, title) may be None.
# Output seen: creator None: saved | created None: AttributeError
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
"$folder/venv/bin/python" - <<'PY'
import io
from openpyxl import Workbook

def outcome(name):
    book = Workbook()
    setattr(book.properties, name, None)
    try:
        book.save(io.BytesIO())
    except AttributeError as error:
        return type(error).__name__
    return "saved"

seen = outcome("creator"), outcome("created")
print(f"creator None: {seen[0]} | created None: {seen[1]}")
assert seen == ("saved", "AttributeError"), "a book can be saved without a date now"
PY
