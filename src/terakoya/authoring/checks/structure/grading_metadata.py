"""What nbgrader keeps with a cell, its id, points and kind: as nbgrader can use them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.authoring.allowed import explain_foreign, find_foreign_grading
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = [
    "BadGradeId",
    "BadPoints",
    "ForeignGradingData",
    "GradeIdOfTwoNotebooks",
    "HalfGradedText",
    "NoPoints",
    "RepeatedGradeId",
]

_ID = re.compile(r"[a-zA-Z0-9_\-]+")


class BadGradeId(Check):
    """The id of a graded cell has characters that nbgrader does not take.

    Why:
        nbgrader refuses the notebook, without a word of which cell it is.

    Example:
        `合計 1` as the id of a cell under “Create Assignment”.

    Remedy:
        Use letters a to z, digits, hyphens and underscores: `total-1`.
    """

    code = "TK111"
    name = "bad-grade-id"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in subject.cells:
            grade_id = str(cell.nbgrader.get("grade_id", ""))
            if cell.nbgrader and not _ID.fullmatch(grade_id):
                what = _("“{id}” cannot be the id of a graded cell.").format(id=grade_id)
                remedy = _("Use letters a to z, digits, hyphens and underscores, no space.")
                yield Found(cell.place(), what, remedy)


class RepeatedGradeId(Check):
    """Two cells of a notebook have the same id.

    Why:
        nbgrader keeps points by id, so it cannot tell the two apart and refuses the notebook. It
        happens when a graded cell is copied.

    Example:
        Cells 4 and 7 are both called `total-check` under “Create Assignment”.

    Remedy:
        Give each cell an id of its own.
    """

    code = "TK112"
    name = "repeated-grade-id"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the second cell, and each further one."""
        for cells in subject.notebooks.values():
            first: dict[str, int] = {}
            for cell in (cell for cell in cells if cell.grade_id):
                known = first.setdefault(cell.grade_id, cell.number)
                if known != cell.number:
                    what = _("The id {id} is that of cell {first} already.")
                    remedy = _("Give each cell an id of its own.")
                    yield Found(cell.place(), what.format(id=cell.grade_id, first=known), remedy)


class NoPoints(Check):
    """A cell is graded, and nobody has said how many points it gives.

    Why:
        nbgrader refuses the notebook, without a word of which cell it is.

    Example:
        “Autograder tests” under “Create Assignment”, with the field for points left empty.

    Remedy:
        Write its points under “Create Assignment”.
    """

    code = "TK113"
    name = "no-points"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in subject.cells:
            if cell.nbgrader.get("grade") and "points" not in cell.nbgrader:
                what = _("The cell is graded and has no points.")
                yield Found(cell.place(), what, _("Write its points under “Create Assignment”."))


class BadPoints(Check):
    """The points of a cell are no number from 0.

    Why:
        Scores would be wrong, or nbgrader would stop.

    Example:
        `"points": "two"` or `"points": -1` in the cell's metadata.

    Remedy:
        Write a number from 0 under “Create Assignment”.
    """

    code = "TK114"
    name = "bad-points"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in subject.cells:
            points = cell.nbgrader.get("points", 0)
            if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
                what = _("“{points}” cannot be the points of a cell.").format(points=points)
                remedy = _("Write a number from 0 under “Create Assignment”.")
                yield Found(cell.place(), what, remedy)


class HalfGradedText(Check):
    """A text cell has points and is no place for an answer, or the other way round.

    Why:
        A text is graded by a person, so it is written by the learner and has points. Of one
        without the other nbgrader can make nothing.

    Example:
        A text cell that is “Autograded answer” under “Create Assignment”.

    Remedy:
        Choose “Manually graded answer”, or “Manually graded task” for a task.
    """

    code = "TK115"
    name = "half-graded-text"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in subject.cells:
            data = cell.nbgrader
            if cell.node["cell_type"] != "markdown" or data.get("task"):
                continue
            if bool(data.get("grade")) != bool(data.get("solution")):
                what = _(
                    "A text cell is graded by hand, so it is a place for an answer and has points."
                )
                remedy = _("Choose “Manually graded answer” under “Create Assignment”.")
                yield Found(cell.place(), what, remedy)


class GradeIdOfTwoNotebooks(Check):
    """Cells of two notebooks of the assignment have the same id.

    Why:
        nbgrader can tell them apart, but people and tables cannot: reports name an item by its id.

    Example:
        `check-1` in `first.ipynb` and in `second.ipynb` of one assignment.

    Remedy:
        Give each cell an id of its own.
    """

    code = "TK116"
    name = "grade-id-of-two-notebooks"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such id, once."""
        ids = [
            str(cell.node["metadata"].get("nbgrader", {}).get("grade_id", ""))
            for cell in subject.cells
        ]
        for grade_id in dict.fromkeys(ids):
            count = ids.count(grade_id)
            if grade_id and count > 1:
                what = _("The id {id} is used {count} times.").format(id=grade_id, count=count)
                place = Place(subject.folder, item=grade_id)
                yield Found(place, what, _("Give each cell an id of its own."))


class ForeignGradingData(Check):
    """Among nbgrader's own data of a cell stands something that is not nbgrader's.

    Why:
        nbgrader refuses the notebook without a word of where. And it would go out to learners,
        whatever it tells.

    Example:
        `"nbgrader": {"grade": true, "answer": 42, …}` in the cell's metadata.

    Remedy:
        Delete it: in JupyterLab, Property Inspector, Advanced Tools.
    """

    code = "TK117"
    name = "foreign-grading-data"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each key that is none of nbgrader's."""
        for cell in subject.cells:
            for key in find_foreign_grading(cell.node):
                yield Found(cell.place(), *explain_foreign(key, _("in the cell's metadata")))
