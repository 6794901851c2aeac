#!/bin/sh
# papermill 2.7.0 (CPython 3.11)
# Guess before the run: what stands behind `-p staff` on the command line is a text; 00101 stays 00101.
# Seen: a value of digits becomes a whole number and loses its zeros, 1_000 becomes 1000, and nan a
#   float. Staff numbers, telephone numbers and post codes arrive as other ones, without a word.
#   `-r` keeps the text.
# Output seen: staff = 101 | tel = 878392011 | raw = "00101"
# It matters to whoever makes one report for each member of staff from a script.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check papermill==2.7.0 nbformat==5.11.1 ipykernel==7.1.0
venv/bin/python - <<'PY'
import subprocess

import nbformat

cell = nbformat.v4.new_code_cell('staff = ""', metadata={"tags": ["parameters"]})
about = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=about), "report.ipynb")
given = ["-p", "staff", "00101", "-p", "tel", "0878392011", "-r", "raw", "00101"]
command = ["venv/bin/papermill", "report.ipynb", "made.ipynb", "--prepare-only", *given]
subprocess.run(command, check=True, capture_output=True)
with open("made.ipynb", encoding="utf-8") as file:
    made = nbformat.read(file, 4)
source = made.cells[1].source
print(" | ".join(source.splitlines()[1:]))
assert "staff = 101\n" in source, "papermill keeps the zeros now"
assert "tel = 878392011\n" in source, "papermill keeps the zeros now"
assert 'raw = "00101"' in source, "-r keeps the text no more"
PY
