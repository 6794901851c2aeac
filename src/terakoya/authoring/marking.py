"""What nbgrader has to find in a source notebook: its marks, and each graded cell's own data.

nbgrader stops at the first thing that it cannot use and names no cell, and it says nothing at all
of a mistyped mark. So both are looked at before it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from terakoya_autograde import NBGRADER, Marks, RegionKind, source_of

from terakoya.authoring.allowed import look_at_nbgrader
from terakoya.authoring.attachments import find_hidden_files, find_hidden_pictures
from terakoya.errors import NotebookError
from terakoya.faces.cells import explain_mark, explain_misplaced, find_misplaced
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.model.face_cells import not_released
from terakoya.model.marks import find_bad_marks
from terakoya.workspace import Workspace
from terakoya.workspace.marks import course_autotest, course_marks
from terakoya.workspace.outline import read_source_notebook

__all__ = ["find_secrets", "look_at_marking", "require_marking"]

Found = tuple[str, str, str]
_ID = re.compile(r"[a-zA-Z0-9_\-]+")
_USED = ("grade", "solution", "locked", "task")
_SHORTEST_SECRET = 4  # characters; a line such as “)” or “x” gives nothing away


def require_marking(workspace: Workspace, assignment: Assignment) -> None:
    """Refuse an assignment whose marking nbgrader could not use, or would misunderstand.

    Raises:
        NotebookError: the first thing to correct, with its cell and line.
    """
    for where, what, remedy in look_at_marking(workspace, assignment):
        raise NotebookError(what, where=where, remedy=remedy)


def look_at_marking(workspace: Workspace, assignment: Assignment) -> Iterator[Found]:
    """Yield (where, what, remedy) for every notebook of an assignment."""
    marks, autotest = course_marks(workspace), course_autotest(workspace)
    notebooks = {
        name: read_source_notebook(workspace, assignment, name) for name in assignment.notebooks
    }
    for file in find_hidden_files(
        [entry.file for entry in assignment.data], notebooks.values(), marks
    ):
        what = _("Only a solution or a mark scheme shows the picture, and it would go out.")
        yield f"source/{assignment.id}/{file}", what, _answers_remedy(file.rpartition("/")[2])
    for name, notebook in notebooks.items():
        cells = notebook["cells"]
        seen: dict[str, int] = {}
        for number, cell in enumerate(cells, 1):
            place = _("{where}, cell {number}").format(
                where=f"source/{assignment.id}/{name}.ipynb", number=number
            )
            yield from _look_at_marks(cell, place, marks)
            yield from _look_at_autotests(cell, place, autotest)
            yield from _look_at_pictures(cell, place, marks)
            yield from ((place, *found) for found in look_at_nbgrader(cell))
            yield from _look_at_grading(cell, place)
            if grade_id := _graded(cell).get("grade_id"):
                first = seen.setdefault(str(grade_id), number)
                if first != number:
                    what = _("The id {id} is that of cell {first} already.")
                    remedy = _("Give each cell an id of its own.")
                    yield place, what.format(id=grade_id, first=first), remedy


def find_secrets(cells: Sequence[Mapping[str, Any]], marks: Marks = NBGRADER) -> dict[str, int]:
    """Return each line that only authors may see → its cell's number; open lines are none."""
    hidden: dict[str, int] = {}
    shown: set[str] = set()
    for number, cell in enumerate(cells, 1):
        source = source_of(cell)
        whole = _graded(cell).get("solution") and RegionKind.SOLUTION not in marks.kinds(source)
        for line in marks.read(source):
            text = line.text.strip()
            if whole or not line.is_shown:
                hidden |= {text: number} if len(text) >= _SHORTEST_SECRET else {}
            else:
                shown.add(text)
    return {line: number for line, number in hidden.items() if line not in shown}


def _graded(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what nbgrader wrote into a cell; empty where it takes no notice of the cell."""
    data = cell["metadata"].get("nbgrader", {})
    used = isinstance(data, dict) and any(data.get(key) for key in _USED)
    return data if used else {}


def _look_at_marks(cell: Mapping[str, Any], place: str, marks: Marks) -> Iterator[Found]:
    source = source_of(cell)
    bad = [explain_mark(mark, place) for mark in find_bad_marks(source, marks)]
    misplaced = () if bad else find_misplaced(cell, source, marks)
    for error in (*bad, *(explain_misplaced(mark, place) for mark in misplaced)):
        yield error.where, error.what, error.remedy


def _look_at_autotests(cell: Mapping[str, Any], place: str, mark: str) -> Iterator[Found]:
    """nbgrader would run the whole notebook with the author's own rights to write such a test."""
    form = re.compile(rf"^\s*#.*(?<!\w)({re.escape(mark)})(?!\w)", re.MULTILINE)
    found = form.search(source_of(cell)) if cell["cell_type"] == "code" else None
    if found is not None:
        line = source_of(cell).count("\n", 0, found.start(1)) + 1
        what = _("nbgrader's {mark} marks are not supported (line {line}).")
        remedy = _("Write the test itself, with assert and a message.")
        yield place, what.format(mark=mark, line=line), remedy


def _look_at_pictures(cell: Mapping[str, Any], place: str, marks: Marks) -> Iterator[Found]:
    """nbgrader leaves a solution's pictures in the cell; a mark scheme's it refuses, nameless."""
    if not_released() & set(_tags(cell)):
        return
    for name, kind in find_hidden_pictures(cell, marks):
        if kind is RegionKind.MARK_SCHEME:
            what = _("The picture {name} of the mark scheme would go out to learners.")
        else:
            what = _("The picture {name} of the solution would go out to learners.")
        yield place, what.format(name=name), _answers_remedy(name)


def _answers_remedy(name: str) -> str:
    remedy = _(
        "Save it as a file in the folder answers/, which learners do not get, and show it from "
        "there: answers/{name}"
    )
    return remedy.format(name=name)


def _tags(cell: Mapping[str, Any]) -> tuple[str, ...]:
    tags = cell["metadata"].get("tags")
    return tuple(map(str, tags)) if isinstance(tags, list) else ()


def _look_at_grading(cell: Mapping[str, Any], place: str) -> Iterator[Found]:
    data = _graded(cell)
    if not data:
        return
    grade_id = str(data.get("grade_id", ""))
    if not _ID.fullmatch(grade_id):
        what = _("“{id}” cannot be the id of a graded cell.").format(id=grade_id)
        yield place, what, _("Use letters a to z, digits, hyphens and underscores, no space.")
    points = data.get("points", 0)
    if data.get("grade") and "points" not in data:
        what = _("The cell is graded and has no points.")
        yield place, what, _("Write its points under “Create Assignment”.")
    elif isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        what = _("“{points}” cannot be the points of a cell.").format(points=points)
        yield place, what, _("Write a number from 0 under “Create Assignment”.")
    if cell["cell_type"] != "markdown" or data.get("task"):
        return
    if bool(data.get("grade")) != bool(data.get("solution")):
        what = _("A text cell is graded by hand, so it is a place for an answer and has points.")
        yield place, what, _("Choose “Manually graded answer” under “Create Assignment”.")
