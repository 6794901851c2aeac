#!/bin/sh
# nb-clean 5.0.0, nbdev 3.3.26, nbstripout 0.9.1, nbconvert 7.17.2, nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: a tool that cleans notebooks for git takes outputs and counters away; what makes a
#   cell one that is graded is part of the notebook, as its text is, and stays.
# Seen: nb-clean and nbdev-clean empty each cell's metadata, where nbgrader keeps what is graded; nbstripout and
#   nbconvert leave it. The release succeeds in all four cases.
# Output seen: nb-clean: exit 0, 0 points | nbdev-clean: exit 0, 0 points | nbstripout: exit 0, 2 points | nbconvert: exit 0, 2 points
# It matters to whoever keeps assignments in git behind such a hook: the assignment is released without a
#   word, and nobody can earn a point. nb-clean keeps them with --preserve-cell-metadata-field nbgrader.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
PATH="$folder/venv/bin:$PATH"; export PATH  # nbgrader calls alembic by its name
venv/bin/pip install --quiet --disable-pip-version-check nb-clean==5.0.0 nbdev==3.3.26 nbstripout==0.9.1 nbconvert==7.17.2 nbgrader==0.9.6
venv/bin/python - <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

marks = {"schema_version": 3, "grade_id": "tests", "grade": True, "solution": False, "locked": True,
         "task": False, "points": 2, "cell_type": "code"}
cell = nbformat.v4.new_code_cell("assert True", metadata={"nbgrader": marks, "tags": ["answer"]})
about = {"name": "python3", "display_name": "Python", "language": "python"}
whole = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": about})
COMMANDS = {
    "nb-clean": ["nb-clean", "clean"],
    "nbdev-clean": ["nbdev-clean", "--fname"],
    "nbstripout": ["nbstripout"],
    "nbconvert": ["jupyter-nbconvert", "--clear-output", "--inplace"],
}
found = {}
for name, (program, *options) in COMMANDS.items():
    lab = Path("source", name, "lab.ipynb")
    lab.parent.mkdir(parents=True)
    nbformat.write(whole, lab)
    subprocess.run([program, *options, str(lab)], check=True, capture_output=True)
    released = subprocess.run(["nbgrader", "generate_assignment", name], capture_output=True)
    with Gradebook("sqlite:///gradebook.db") as book:
        found[name] = (released.returncode, book.find_assignment(name).max_score)
print(" | ".join(f"{name}: exit {code}, {points:g} points" for name, (code, points) in found.items()))
assert found["nb-clean"] == found["nbdev-clean"] == (0, 0), "the marks are kept now"
assert found["nbstripout"] == found["nbconvert"] == (0, 2)
PY
