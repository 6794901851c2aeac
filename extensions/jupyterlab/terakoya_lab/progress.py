"""How far a learner is in an assignment, read from the notebook alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbgrader.utils import compute_checksum

from terakoya.model.handed_in_cells import grade_id_of, nbgrader_of

__all__ = ["AnswerCell", "GradedItem", "Progress", "read_progress"]


@dataclass(frozen=True)
class AnswerCell:
    """A cell to be filled in; `blank` while it is as it was released."""

    id: str
    blank: bool


@dataclass(frozen=True)
class GradedItem:
    """A graded cell and its points."""

    id: str
    points: float


@dataclass(frozen=True)
class Progress:
    """The answer cells and the items of a notebook, in order; empty where it is no assignment."""

    answers: tuple[AnswerCell, ...]
    items: tuple[GradedItem, ...]


def read_progress(notebook: Any) -> Progress:
    """Read the progress from a notebook node of format 4; nothing is executed."""
    answers: list[AnswerCell] = []
    items: list[GradedItem] = []
    for cell in notebook.cells:
        tag, name = nbgrader_of(cell), grade_id_of(cell)
        if tag.get("solution"):
            answers.append(AnswerCell(name, tag.get("checksum") == compute_checksum(cell)))
        if tag.get("grade"):
            points = tag.get("points")
            items.append(
                GradedItem(name, float(points) if isinstance(points, int | float) else 0.0)
            )
    return Progress(tuple(answers), tuple(items))
