#!/bin/sh
# pypdf 7.1.1, typst 0.15.2 (CPython 3.11)
# Guess before the run: PdfWriter.append() takes pages over as they are; a tagged PDF stays tagged.
# Seen: the tree of tags, the mark that the file is tagged, its language and its title are gone; the pages
#   look the same. PdfWriter(clone_from=…) keeps them.
# Output seen: made: Lang MarkInfo StructTreeRoot | append: none | clone: Lang MarkInfo StructTreeRoot
# It matters to whoever joins accessible handouts into one file for a course.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypdf==7.1.1 typst==0.15.2
venv/bin/python - <<'PY'
import pypdf
import typst

with open("page.typ", "w", encoding="utf-8") as file:
    file.write('#set document(title: "t")\n#set text(lang: "ja")\n= Heading\ntext\n')
typst.compile("page.typ", output="made.pdf")
joined = pypdf.PdfWriter()
joined.append("made.pdf")
joined.write("append.pdf")
pypdf.PdfWriter(clone_from="made.pdf").write("clone.pdf")
KEYS = ("/Lang", "/MarkInfo", "/StructTreeRoot")


def kept(name):
    root = pypdf.PdfReader(f"{name}.pdf").trailer["/Root"]
    return [key[1:] for key in KEYS if key in root]


print(" | ".join(f"{name}: {' '.join(kept(name)) or 'none'}" for name in ("made", "append", "clone")))
assert kept("made") == ["Lang", "MarkInfo", "StructTreeRoot"]
assert kept("append") == [], "append keeps the tags now"
assert kept("clone") == kept("made")
PY
