"""What each cell of an instructor notebook is for, told from its tags and nbgrader's marks.

Formats: nbgrader's cell metadata, https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html,
and its ``BEGIN SOLUTION`` and ``BEGIN HIDDEN TESTS`` comments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from terakoya_autograde import NBGRADER, Marks, RegionKind

from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model.marks import BadMark, Fault, find_bad_marks

__all__ = [
    "ANNOUNCED",
    "cell_tags",
    "explain_mark",
    "explain_misplaced",
    "find_misplaced",
    "is_answer",
    "is_manual_answer",
    "is_test",
    "require_marks",
    "without_marks",
]


ANNOUNCED = "raises-exception"
"""Jupyter's own tag of a cell that is meant to end with an error."""


def cell_tags(cell: NotebookNode) -> frozenset[str]:
    """Return the tags that the author gave the cell."""
    tags = cell.metadata.get("tags", [])
    return frozenset(str(tag) for tag in tags) if isinstance(tags, list) else frozenset()


def is_test(cell: NotebookNode) -> bool:
    """Tell whether the cell is a check: graded, and no place for an answer."""
    nbgrader = _nbgrader(cell)
    return bool(nbgrader.get("grade")) and not nbgrader.get("solution")


def is_answer(cell: NotebookNode) -> bool:
    """Tell whether the cell is a place for a learner's code."""
    return cell.cell_type == "code" and bool(_nbgrader(cell).get("solution"))


def is_manual_answer(cell: NotebookNode) -> bool:
    """Tell whether the cell is a written answer or task that an instructor reads."""
    nbgrader = _nbgrader(cell)
    return bool(nbgrader.get("task")) or (
        cell.cell_type == "markdown" and bool(nbgrader.get("solution"))
    )


def without_marks(source: str, where: str, marks: Marks = NBGRADER) -> str:
    """Return the code with its solution and without hidden tests or any of nbgrader's marks.

    Raises:
        NotebookError: a mark is mistyped or has no partner: nobody can tell what is hidden.
    """
    require_marks(source, where, marks)
    return marks.solved(source)


def require_marks(source: str, where: str, marks: Marks = NBGRADER) -> None:
    """Refuse a cell whose marks do not say for sure what is hidden.

    Raises:
        NotebookError: a mark is mistyped or has no partner.
    """
    for bad in find_bad_marks(source, marks):
        raise explain_mark(bad, where)


def find_misplaced(
    cell: Mapping[str, Any], source: str, marks: Marks = NBGRADER
) -> tuple[str, ...]:
    """Return the BEGIN marks that stand in a cell of a kind that has no such region."""
    tag = cell["metadata"].get("nbgrader", {})
    tag = tag if isinstance(tag, Mapping) else {}
    fits = {
        RegionKind.SOLUTION: tag.get("solution"),
        RegionKind.HIDDEN_TESTS: tag.get("grade"),
        RegionKind.MARK_SCHEME: tag.get("task"),
    }
    kinds = marks.kinds(source)
    return tuple(marks.pairs[kind].begin for kind in RegionKind if kind in kinds and not fits[kind])


def explain_misplaced(mark: str, where: str) -> NotebookError:
    """Say that a mark stands in a cell of another kind; `where` is its cell."""
    what = _("The mark {mark} stands in a cell of another kind.").format(mark=_as_line(mark))
    remedy = _("Choose the cell's kind under “Create Assignment”, or remove both marks.")
    return NotebookError(what, where=where, remedy=remedy)


def explain_mark(bad: BadMark, where: str) -> NotebookError:
    """Say what is wrong with a mark, and what to write; `where` is its cell."""
    place = _("{where}, line {line}").format(where=where, line=bad.line)
    if bad.fault is Fault.MISSPELT:
        what = _("“{text}” is no mark of nbgrader, so it hides nothing from learners.")
        remedy = _("Write exactly: {mark}").format(mark=_as_line(bad.meant))
        return NotebookError(what.format(text=bad.text), where=place, remedy=remedy)
    what = _("The mark {mark} has no partner.").format(mark=bad.text)
    remedy = _("Write every BEGIN with its END, one pair inside no other.")
    return NotebookError(what, where=place, remedy=remedy)


def _as_line(mark: str) -> str:
    """Return a mark as an author writes it: nbgrader's own behind the signs of a comment."""
    return f"### {mark}" if mark[:1].isalnum() else mark


def _nbgrader(cell: NotebookNode) -> dict[str, object]:
    value = cell.metadata.get("nbgrader", {})
    return value if isinstance(value, dict) else {}
