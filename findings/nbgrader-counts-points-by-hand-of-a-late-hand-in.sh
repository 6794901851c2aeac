#!/bin/sh
# nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: with LateSubmissionPlugin.penalty_method = "zero" whoever is late has zero points,
#   whoever gave them: the documentation says "an overall score of zero".
# Seen: the penalty is worked out once, when the hand-in is autograded, from the points of that moment. What a
#   person gives in the formgrader afterwards counts in full; a second autograde takes it away again.
# Output seen: autograded: 2.0 - 2.0 = 0.0 | and by hand: 5.0 - 2.0 = 3.0 | again: 5.0 - 5.0 = 0.0
# It matters to whoever has texts read by a person: the rule only takes what the machine gave. Grade the
#   late ones yourself, or run autograde again after the last point was given by hand.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
PATH="$folder/venv/bin:$PATH"; export PATH  # nbgrader calls alembic by its name
venv/bin/pip install --quiet --disable-pip-version-check nbgrader==0.9.6
venv/bin/python - <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook


def cell(kind, name, **about):
    made = (nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell)("assert True")
    made.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "grade": True, "cell_type": kind, **about}
    return made


tests = cell("code", "tests", points=2, solution=False, locked=True, task=False)
essay = cell("markdown", "essay", points=3, solution=True, locked=False, task=False)
about = {"name": "python3", "display_name": "Python", "language": "python"}
notebook = nbformat.v4.new_notebook(cells=[tests, essay], metadata={"kernelspec": about})
source, handed = Path("source/first"), Path("submitted/s1/first")
for place in (source, handed):
    place.mkdir(parents=True)
nbformat.write(notebook, source / "lab.ipynb")
Path("nbgrader_config.py").write_text('c = get_config()\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


def nbgrader(*words):
    subprocess.run(["nbgrader", *words], check=True, capture_output=True)


def standing():
    with Gradebook("sqlite:///gradebook.db") as book:
        found = book.find_submission("first", "s1")
        return found.score, found.late_submission_penalty, max(0.0, found.score - found.late_submission_penalty)


nbgrader("generate_assignment", "first")
with Gradebook("sqlite:///gradebook.db") as book:
    book.update_or_create_assignment("first", duedate="2027-05-01 17:00:00")
essay.source = "my answer"
nbformat.write(notebook, handed / "lab.ipynb")
(handed / "timestamp.txt").write_text("2027-05-02 09:00:00 UTC")
nbgrader("autograde", "first", "--create")
by_machine = standing()
with Gradebook("sqlite:///gradebook.db") as book:
    book.find_grade("essay", "lab", "first", "s1").manual_score = 3.0
    book.db.commit()
by_hand = standing()
nbgrader("autograde", "first", "--force")
again = standing()
seen = {"autograded": by_machine, "and by hand": by_hand, "again": again}
print(" | ".join(f"{when}: {points} - {penalty} = {rest}" for when, (points, penalty, rest) in seen.items()))
assert by_machine == (2.0, 2.0, 0.0)
assert by_hand == (5.0, 2.0, 3.0), "points by hand are taken as well now"
PY
