#!/bin/sh
# nbgrader 0.9.6, numpy 2.0.2 and 1.26.4 (CPython 3.11)
# Guess before the run: a test cell that ends in a number gives that many of its points, whichever library
#   worked the number out; two of four cases are half of them.
# Seen: nbgrader reads the text below the cell. Since NumPy 2 that is np.float64(1.0), no number, and what is no
#   number is full marks. With NumPy 1 the same cell gives half of them.
# Output seen: numpy 1.26.4 | … numpy: 1.0 is 1 of 2; numpy 2.0.2 | python: 1.0 is 1 of 2 | numpy: np.float64(1.0) is 2 of 2
# It matters to whoever gives parts of the points: end such a cell in float(…).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6 numpy==1.26.4
cat >share.py <<'PY'
import nbclient
import nbformat
import numpy
from nbgrader.utils import determine_grade

CELLS = {"python": "2 * sum([1, 0, 0, 1]) / 4", "numpy": "import numpy\n2 * numpy.mean([1, 0, 0, 1])"}
marks = {"grade": True, "solution": False, "points": 2, "grade_id": "tests", "locked": True, "schema_version": 3}
cells = [nbformat.v4.new_code_cell(code, metadata={"nbgrader": marks}) for code in CELLS.values()]
notebook = nbclient.execute(nbformat.v4.new_notebook(cells=cells))
shown = [cell.outputs[0].data["text/plain"] for cell in notebook.cells]
points = [determine_grade(cell)[0] for cell in notebook.cells]
told = " | ".join(f"{name}: {text} is {given:g} of 2" for name, text, given in zip(CELLS, shown, points))
print(f"numpy {numpy.__version__} | {told}")
assert points == ([1, 1] if numpy.__version__ < "2" else [1, 2]), "it is read otherwise now"
PY
venv/bin/python -W ignore share.py
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.0.2
venv/bin/python -W ignore share.py
