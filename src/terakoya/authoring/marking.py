"""What a release is refused for: found by the same checks as in the author's quality gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from terakoya.authoring.checks.structure import CHECKS
from terakoya.authoring.finding import Found
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject, read_subject
from terakoya.errors import NotebookError, ReleaseError
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = ["look_at_marking", "refuse_contents", "require_marking"]


def require_marking(workspace: Workspace, assignment: Assignment) -> None:
    """Refuse an assignment whose marking nbgrader could not use, or would misunderstand.

    Raises:
        NotebookError: the first thing to correct, with its cell and line.
    """
    for found in look_at_marking(workspace, assignment):
        what, remedy = found.said()
        raise NotebookError(what, where=found.place.where, remedy=remedy)


def look_at_marking(workspace: Workspace, assignment: Assignment) -> list[Found]:
    """Return what nbgrader could not use of an assignment's notebooks, as it is read."""
    found = list(_look(read_subject(workspace, assignment), "before"))
    return sorted(found, key=lambda one: (one.place.path, one.place.cell or 0))


def refuse_contents(subject: Subject) -> None:
    """Refuse a release that holds too much.

    Args:
        subject: the assignment, with what nbgrader has made of it.

    Raises:
        ReleaseError: the first thing in it that may not go out.
    """
    for found in _look(subject, "made"):
        what, remedy = found.said()
        raise ReleaseError(what, where=found.place.where, remedy=remedy)


def _look(subject: Subject, moment: Literal["before", "made"]) -> Iterator[Found]:
    for rule in CHECKS.rules:
        if rule.refused == moment and issubclass(rule, Check):
            yield from rule().look(subject)
