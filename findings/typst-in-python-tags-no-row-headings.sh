#!/bin/sh
# typst 0.15.2 (the Python package, CPython 3.11), pikepdf 10.17.0
# Guess before the run: with pdf_standards=["ua-1"], a table's first column that is set as headings can
#   be tagged so: the documentation has pdf.header-cell(scope: "row").
# Seen: the function stands behind the feature a11y-extras, which compile() of the Python package has no
#   argument for. Typst tags every cell outside table.header as data, and PDF/UA-1 lets it pass.
# Output seen: module `pdf` does not contain `header-cell` | ['/TH', '/TH', '/TD', '/TD']
# It matters where tables are read aloud: without the row's heading a figure says nothing.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 pikepdf==10.17.0
"$folder/venv/bin/python" - <<'PY'
import io

import pikepdf
import typst

HEAD = '#set document(title: "t")\n#set text(lang: "en")\n'
ROWS = "table.header[Town][People], {first}, [12]"


def compiled(first: str) -> bytes:
    table = "#table(columns: 2, " + ROWS.format(first=first) + ")"
    return typst.compile((HEAD + table).encode(), format="pdf", pdf_standards=["ua-1"])


try:
    compiled('pdf.header-cell(scope: "row", table.cell[A])')
    said = "none"
except typst.TypstError as error:
    said = str(error)
cells = []


def walk(node: pikepdf.Object) -> None:
    held = node.get("/K", [])
    for child in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if str(child.S) in ("/TH", "/TD"):
                cells.append(str(child.S))
            walk(child)


with pikepdf.open(io.BytesIO(compiled("table.cell[*A*]"))) as document:
    walk(document.Root.StructTreeRoot)
print(said, "|", cells)
assert "does not contain" in said, "the Python package can do it now: tagging.py may go"
assert cells == ["/TH", "/TH", "/TD", "/TD"], "Typst tags it by itself now"
PY
