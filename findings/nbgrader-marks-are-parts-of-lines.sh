#!/bin/sh
# nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: a cell's solution begins at the line `### BEGIN SOLUTION`, as the documentation
#   shows it, and an END without a BEGIN is reported.
# Seen: the delimiter is looked for anywhere in a line, so `# see BEGIN SOLUTIONS below` begins a
#   solution, and everything up to END is cut; a stray END SOLUTION line vanishes without a word.
# Output seen: ['before', '# YOUR CODE HERE', 'raise NotImplementedError()', 'after'] | ['one', 'two']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nbgrader==0.9.6
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import ClearSolutions

def cleared(source):
    cell = new_code_cell(source)
    cell.metadata["nbgrader"] = {"solution": True, "grade": False, "locked": False, "grade_id": "a", "schema_version": 3, "task": False}
    ClearSolutions()._replace_solution_region(cell, "python")
    return cell.source.split("\n")

comment = cleared("before\n# see BEGIN SOLUTIONS below\nx = 1\n# END SOLUTIONS\nafter")
stray = cleared("one\n### END SOLUTION\ntwo")
print(f"nbgrader {version('nbgrader')}: {comment} | {stray}")
assert version("nbgrader") == "0.9.6"
assert comment == ["before", "# YOUR CODE HERE", "raise NotImplementedError()", "after"], "a comment begins no solution now"
assert stray == ["one", "two"], "a stray END is seen now"
PY
