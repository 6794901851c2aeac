#!/bin/sh
# jupytext 1.19.6 (CPython 3.11)
# Guess before the run: a notebook that was made a script and a notebook again keeps the pictures that were
#   pasted into its texts, or jupytext says that it cannot.
# Seen: tags and nbgrader's metadata come back, the attachments do not: the text still names
#   attachment:map.png, and there is none. Nothing is said, and the exit code is 0.
# Output seen: ![map](attachment:map.png) | attachments: none | exit 0 0
# It matters to whoever keeps exercises as scripts in git: keep pictures as files beside the notebook.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jupytext==1.19.6 nbformat==5.11.1
venv/bin/python - <<'PY'
import subprocess

import nbformat

cell = nbformat.v4.new_markdown_cell("![map](attachment:map.png)")
cell["attachments"] = {"map.png": {"image/png": "iVBORw0KGgo="}}
about = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
tagged = nbformat.v4.new_code_cell("1", metadata={"tags": ["kept"]})
notebook = nbformat.v4.new_notebook(cells=[cell, tagged], metadata=about)
nbformat.write(notebook, "lesson.ipynb")
there = ["venv/bin/jupytext", "--to", "py:percent", "lesson.ipynb"]
back = ["venv/bin/jupytext", "--to", "ipynb", "--output", "back.ipynb", "lesson.py"]
done = [subprocess.run(command, capture_output=True, text=True) for command in (there, back)]
with open("back.ipynb", encoding="utf-8") as file:
    again = nbformat.read(file, 4)
text = again.cells[0]
print(text.source, "| attachments:", text.get("attachments", "none"), "| exit", *[d.returncode for d in done])
assert again.cells[1].metadata.tags == ["kept"]
assert not text.get("attachments"), "attachments come back now"
assert not any("attach" in (d.stdout + d.stderr) for d in done), "it says so now"
PY
