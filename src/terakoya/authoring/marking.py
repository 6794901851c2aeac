"""What nbgrader has to find in a source notebook: its marks, and each graded cell's own data.

nbgrader stops at the first thing that it cannot use and names no cell, and it says nothing at all
of a mistyped mark. So both are looked at before it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from terakoya.errors import NotebookError
from terakoya.faces.cells import explain_mark
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.model.marks import find_bad_marks, read_regions
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_source_notebook

__all__ = ["find_secrets", "look_at_marking", "require_marking"]

Found = tuple[str, str, str]
_ID = re.compile(r"[a-zA-Z0-9_\-]+")
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
    for name in assignment.notebooks:
        cells = read_source_notebook(workspace, assignment, name)["cells"]
        seen: dict[str, int] = {}
        for number, cell in enumerate(cells, 1):
            place = _("{where}, cell {number}").format(
                where=f"source/{assignment.id}/{name}.ipynb", number=number
            )
            yield from _look_at_marks(cell, place)
            yield from _look_at_grading(cell, place)
            if grade_id := _graded(cell).get("grade_id"):
                first = seen.setdefault(str(grade_id), number)
                if first != number:
                    what = _("The id {id} is that of cell {first} already.")
                    remedy = _("Give each cell an id of its own.")
                    yield place, what.format(id=grade_id, first=first), remedy


def find_secrets(cells: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return each line that only authors may see → its cell's number; open lines are none."""
    hidden: dict[str, int] = {}
    shown: set[str] = set()
    for number, cell in enumerate(cells, 1):
        regions = read_regions("".join(cell["source"]))
        whole = _graded(cell).get("solution") and all(part.name == "" for part in regions)
        for region in regions:
            lines = [line.strip() for line in region.lines]
            if region.name or whole:
                hidden |= {line: number for line in lines if len(line) >= _SHORTEST_SECRET}
            else:
                shown |= set(lines)
    return {line: number for line, number in hidden.items() if line not in shown}


def _graded(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what nbgrader wrote into a cell; empty where it takes no notice of the cell."""
    data = cell["metadata"].get("nbgrader", {})
    used = isinstance(data, dict) and any(data.get(key) for key in ("grade", "solution", "locked"))
    return data if used else {}


def _look_at_marks(cell: Mapping[str, Any], place: str) -> Iterator[Found]:
    source = "".join(cell["source"])
    bad = find_bad_marks(source)
    for mark in bad:
        error = explain_mark(mark, place)
        yield error.where, error.what, error.remedy
    if bad:
        return
    data = _graded(cell)
    fits = {
        "SOLUTION": data.get("solution"),
        "HIDDEN TESTS": data.get("grade"),
        "MARK SCHEME": data.get("task"),
    }
    for name in sorted({region.name for region in read_regions(source)} & fits.keys()):
        if not fits[name]:
            what = _("The mark ### BEGIN {name} stands in a cell of another kind.")
            remedy = _("Choose the cell's kind under “Create Assignment”, or remove both marks.")
            yield place, what.format(name=name), remedy


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
