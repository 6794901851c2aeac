"""Which differences have a name: each is a row of the table in docs/explanation/engine.md.

What is looked at is the cause, never the score alone: what the submission binds, what nbgrader
wrote, or what stock nbgrader gives once the cause is taken away.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from IPython.core.inputtransformer2 import TransformerManager

from tests.made_courses.course import ANSWER, LOCKED, PLAIN, Cell, MadeCourse

__all__ = ["SITUATIONS", "reason_of"]

_SHOWS = re.compile(r"(?:^|; )shows (.*)", re.DOTALL)
NO_NUMBER = "a partial score that is no number, negative or not finite"
WARNS = "a right answer warns or logs on standard error when a check calls it"
REDEFINES = "a learner redefines or changes an instructor's helper, data or settings"
BEHIND = (
    "a check or an instructor's cell fails before lines of the instructor's own that a later "
    "check needs"
)
HIDDEN = "a hidden test fails; or a hidden test moves on what the learner's code remembers"
SITUATIONS = (NO_NUMBER, WARNS, REDEFINES, BEHIND, HIDDEN)

# submission, notebook, check
_Place = tuple[str, str, str]
Regrade = Callable[[MadeCourse], dict[_Place, float]]


def reason_of(
    course: MadeCourse, place: _Place, scores: tuple[float, float], said: str, regrade: Regrade
) -> str:
    """Return the situation of a difference, or "" where it has no name.

    Args:
        place: submission, notebook, check.
        scores: stock nbgrader's, and the engine's.
        said: what nbgrader left below the check.
        regrade: gives stock nbgrader's scores of another course.
    """
    stock, ours = scores
    shown = _SHOWS.search(said)
    if shown and not _is_number(shown[1]) and ours == 0 < stock:
        return NO_NUMBER
    if "stderr: " in said and "Error: " not in said and stock == 0 < ours:
        return WARNS
    if place[0] == "reference":
        return ""
    if _redefined(course, place[0], place[1]):
        return REDEFINES
    alone = replace(course, submissions={place[0]: course.submissions[place[0]]})
    others = (
        (BEHIND, _changed_before(alone, place, _going_on)),
        (HIDDEN, _changed_before(alone, place, _without_hidden)),
        (REDEFINES, _given_again(alone, place)),
    )
    for reason, other in others:
        if other != alone and abs(regrade(other)[place] - ours) < 1e-9:
            return reason
    return ""


def _changed_before(
    course: MadeCourse, place: _Place, change: Callable[[Cell], Cell]
) -> MadeCourse:
    """Return a course with the instructor's cells before a check changed, in every notebook."""
    notebooks = {}
    for name, cells in course.notebooks.items():
        names = [cell.name for cell in cells]
        end = names.index(place[2]) if name == place[1] else len(names)
        notebooks[name] = (
            *(change(cell) if cell.kind != ANSWER else cell for cell in cells[:end]),
            *cells[end:],
        )
    return replace(course, notebooks=notebooks)


def _given_again(course: MadeCourse, place: _Place) -> MadeCourse:
    """Return a course in which a check finds the instructor's data as his own cells make them."""
    cells = course.notebooks[place[1]]
    end = [cell.name for cell in cells].index(place[2])
    own = [cell.source for cell in cells[:end] if cell.kind in (PLAIN, LOCKED)]
    again = Cell(PLAIN, "given-again", "\n".join(map(_tolerant, own)))
    return replace(
        course, notebooks={**course.notebooks, place[1]: (*cells[:end], again, *cells[end:])}
    )


def _without_hidden(cell: Cell) -> Cell:
    return replace(cell, hidden="")


def _going_on(cell: Cell) -> Cell:
    """Return a cell that goes on behind a statement that fails."""
    return replace(cell, source=_tolerant(cell.source), hidden=_tolerant(cell.hidden))


def _tolerant(source: str) -> str:
    """Return code in which no statement keeps the next one from being done."""
    lines = source.splitlines()
    plain = "\n".join(lines[1:] if source.startswith("%%") else lines)
    try:
        body = ast.parse(TransformerManager().transform_cell(plain)).body
    except SyntaxError:
        return source
    parts = (ast.unparse(node).replace("\n", "\n    ") for node in body)
    return "\n".join(f"try:\n    {part}\nexcept Exception:\n    pass" for part in parts)


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
