"""Which differences have a name: each is a row of the table in docs/explanation/engine.md.

What is looked at is the cause, in the submission or in what nbgrader wrote, never the score alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.made_courses.course import ANSWER, MadeCourse

__all__ = ["SITUATIONS", "reason_of"]

_SHOWS = re.compile(r"(?:^|; )shows (.*)", re.DOTALL)
NO_NUMBER = "a partial score that is no number, negative or not finite"
WARNS = "a right answer warns on standard error when a check calls it"
REDEFINES = "a learner redefines an instructor's helper or data"
SITUATIONS = (NO_NUMBER, WARNS, REDEFINES)


def reason_of(
    course: MadeCourse, place: tuple[str, str, str], stock: float, ours: float, said: str
) -> str:
    """Return the situation of a difference, or "" where it has no name.

    Args:
        place: submission, notebook, check.
        said: what nbgrader left below the check.
    """
    shown = _SHOWS.search(said)
    if shown and not _is_number(shown[1]) and ours == 0 < stock:
        return NO_NUMBER
    if "stderr: " in said and "Error: " not in said and stock == 0 < ours:
        return WARNS
    if place[0] != "reference" and _redefined(course, place[0], place[1]):
        return REDEFINES
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _redefined(course: MadeCourse, label: str, notebook: str) -> set[str]:
    """Return what a submission's answers bind that is the instructor's in the reference."""
    changes = course.submissions[label]
    cells = course.notebooks[notebook]
    theirs = {name for cell in cells if cell.kind != ANSWER for name in _bound(cell.whole)}
    answers = [cell for cell in cells if cell.kind == ANSWER]
    usual = {name for cell in answers for name in _bound(cell.shown)}
    others = ((cell, changes.get((notebook, cell.name))) for cell in answers)
    bound = {name for cell, text in others if text for name in _bound(cell.solved(text))}
    return (bound & theirs) - usual - {"_"}


def _bound(source: str) -> Iterator[str]:
    """Yield the names that a cell binds at its top level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
