"""Whether an assignment can be looked at at all."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check, Rule
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["BrokenCheck", "NothingGraded", "Unreadable", "Unusable"]


class Unreadable(Rule):
    """The manifest or a notebook of the assignment cannot be read.

    Why:
        Nothing of the assignment can be looked at, released or shown.

    Example:
        A notebook with the conflict marks of git in it.

    Remedy:
        Correct what the message names: the file, and the line or the cell.
    """

    code = "TK001"
    name = "unreadable"
    is_obstacle = True


class Unusable(Rule):
    """The assignment can be read, and cannot be graded or tried.

    Why:
        Its notebooks cannot be run as grading does: nbgrader refuses it, the model solution cannot
        be tried fairly, or a face cannot be prepared.

    Example:
        A test that reads the learner's answer in a way that the clean room cannot follow.

    Remedy:
        Correct what the message names. Other findings stand above it, and may be the cause.
    """

    code = "TK002"
    name = "unusable"
    is_obstacle = True


class BrokenCheck(Rule):
    """A check of another package ends with an error.

    Why:
        What it looks for has not been looked for. All other checks have done their work.

    Example:
        A check that reads a setting which this version of Terakoya calls otherwise.

    Remedy:
        Update that package, or uninstall it.
    """

    code = "TK004"
    name = "broken-check"
    is_obstacle = True


class NothingGraded(Check):
    """No cell of the assignment has points.

    Why:
        There is nothing to grade, so nobody's work would count.

    Example:
        A notebook of text and code without “Create Assignment”.

    Remedy:
        Add a cell with points; see {doc}`../how-to/author-an-assignment`.
    """

    code = "TK003"
    name = "nothing-graded"
    is_obstacle = True

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield one finding where that is so."""
        if not any(cell.is_graded for cell in subject.cells):
            remedy = _("Add a cell with points; see docs/how-to/author-an-assignment.md.")
            yield Found(Place(subject.folder), _("No cell is graded."), remedy)
