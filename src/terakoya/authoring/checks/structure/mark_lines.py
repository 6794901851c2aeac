"""Lines that begin and end solutions, hidden tests and mark schemes: each as nbgrader reads them.

nbgrader stops at the first thing that it cannot use and names no cell, and it says nothing at all
of a mistyped mark. So they are looked at before it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check, Work
from terakoya.authoring.subject import AuthorCell, Subject
from terakoya.errors import NotebookError
from terakoya.faces.cells import explain_mark, explain_misplaced, find_misplaced
from terakoya.language import gettext as _
from terakoya.model.marks import BadMark, Fault, find_bad_marks
from terakoya.workspace.mark_delimiters import course_autotest

__all__ = ["AutotestMark", "MisplacedMark", "MisspeltMark", "UnpairedMark"]


def _find_bad_marks(subject: Subject) -> tuple[tuple[AuthorCell, tuple[BadMark, ...]], ...]:
    return tuple((cell, find_bad_marks(cell.source, subject.marks)) for cell in subject.cells)


BAD_MARKS = Work(_find_bad_marks)
"""Each cell, and what only looks like a mark in it, or has no partner."""


class MisspeltMark(Check):
    """A line is almost one of nbgrader's marks, and none.

    Why:
        A mark that is mistyped hides nothing. nbgrader takes its line for a comment, and the
        solution or the hidden tests behind it go out to learners.

    Example:
        ### BEGIN HIDDEN TEST
        assert double(-3) == -6
        ### END HIDDEN TESTS

    Remedy:
        Write the mark exactly: `### BEGIN HIDDEN TESTS`. A course may have chosen marks of its own
        in `nbgrader_config.py`; then those are meant.
    """

    code = "TK301"
    name = "misspelt-mark"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such line."""
        yield from _bad_marks(subject, Fault.MISSPELT)


class UnpairedMark(Check):
    """A BEGIN has no END, an END has no BEGIN, or one pair stands in another.

    Why:
        Nobody can tell what is hidden: nbgrader stops, or hides too little.

    Example:
        ### BEGIN SOLUTION
        total = sum(values)

    Remedy:
        Write every BEGIN with its END in the same cell, one pair inside no other.
    """

    code = "TK302"
    name = "unpaired-mark"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first such mark of each cell."""
        yield from _bad_marks(subject, Fault.UNPAIRED)


class MisplacedMark(Check):
    """A mark stands in a cell of another kind: a solution in a test, a hidden test in an answer.

    Why:
        nbgrader looks for solutions in answer cells only, and for hidden tests in test cells only.
        What is marked in another cell goes out to learners, marks and all.

    Example:
        A cell that is no answer cell under “Create Assignment”, and holds:

        ### BEGIN SOLUTION
        total = sum(values)
        ### END SOLUTION

    Remedy:
        Choose the cell's kind under “Create Assignment”, or remove both marks.
    """

    code = "TK303"
    name = "misplaced-mark"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such mark of cells whose marks are otherwise sound."""
        for cell, bad in subject.once(BAD_MARKS):
            if not bad:
                for mark in find_misplaced(cell.node, cell.source, subject.marks):
                    yield _tell(cell, None, explain_misplaced(mark, cell.place().where))


class AutotestMark(Check):
    """A line has nbgrader write a test by itself: `AUTOTEST`, or the course's word for it.

    Why:
        To write such a test, nbgrader runs the whole notebook with the author's own rights,
        outside any sandbox.

    Example:
        ### HASHED AUTOTEST double(5)

    Remedy:
        Write the test itself: `assert double(5) == 10, "double(5) should be 10"`.
    """

    code = "TK304"
    name = "autotest-mark"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first such line of each code cell."""
        word = course_autotest(subject.workspace)
        form = re.compile(rf"^\s*#.*(?<!\w)({re.escape(word)})(?!\w)", re.MULTILINE)
        for cell in subject.cells:
            found = form.search(cell.source) if cell.is_code else None
            if found is not None:
                line = cell.source.count("\n", 0, found.start(1)) + 1
                what = _("nbgrader's {mark} marks are not supported (line {line}).")
                remedy = _("Write the test itself, with assert and a message.")
                yield Found(cell.place(line), what.format(mark=word, line=line), remedy)


def _bad_marks(subject: Subject, fault: Fault) -> Iterator[Found]:
    for cell, bad in subject.once(BAD_MARKS):
        for mark in bad:
            if mark.fault is fault:
                yield _tell(cell, mark.line, explain_mark(mark, cell.place().where))


def _tell(cell: AuthorCell, line: int | None, error: NotebookError) -> Found:
    place = Place(cell.path, cell.number, line, cell.grade_id, error.where)
    return Found(place, error.what, error.remedy)
