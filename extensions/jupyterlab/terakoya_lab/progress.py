"""How far a learner is in an assignment, read from the notebook alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbgrader.utils import compute_checksum

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
        tag = cell.metadata.get("nbgrader", {})
        name = str(tag.get("grade_id", ""))
        if tag.get("solution"):
            answers.append(AnswerCell(name, tag.get("checksum") == compute_checksum(cell)))
        if tag.get("grade"):
            items.append(GradedItem(name, float(tag.get("points", 0))))
    return Progress(tuple(answers), tuple(items))
