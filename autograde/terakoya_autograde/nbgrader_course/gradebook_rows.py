"""The grades and comments of one submission in a gradebook, read together and written together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from terakoya_autograde.light_nbgrader import Comment, Grade, SubmittedNotebook, new_uuid

__all__ = ["Changes", "Rows", "cells_by_notebook", "new_grade"]


@dataclass(frozen=True)
class Rows:
    """The rows of one submission by (submitted notebook, cell)."""

    grades: dict[tuple[str, str], dict[str, Any]]
    comments: dict[tuple[str, str], str]

    def score(self, notebook: str, cell: str) -> float:
        """Return a grade as nbgrader counts it: manual before auto, plus extra credit."""
        row = self.grades[notebook, cell]
        base = row["auto_score"] if row["manual_score"] is None else row["manual_score"]
        return 0.0 if base is None else base + (row["extra_credit"] or 0.0)

    def add_grades(self, session: Session, new: Iterable[dict[str, Any]]) -> None:
        """Insert the grades that are not there yet."""
        rows = [row for row in new if (row["notebook_id"], row["cell_id"]) not in self.grades]
        if rows:
            session.execute(insert(Grade), rows)
        self.grades.update({(row["notebook_id"], row["cell_id"]): row for row in rows})

    def add_comments(self, session: Session, notebook: str, cells: Iterable[str]) -> None:
        """Insert the comments that are not there yet."""
        rows = [
            {"id": new_uuid(), "notebook_id": notebook, "cell_id": cell}
            for cell in cells
            if (notebook, cell) not in self.comments
        ]
        if rows:
            session.execute(insert(Comment), rows)
        self.comments.update({(notebook, row["cell_id"]): row["id"] for row in rows})


def new_grade(notebook: str, cell: str) -> dict[str, object]:
    """Return a grade as nbgrader makes it: nothing yet, to be graded by hand."""
    return {
        "id": new_uuid(),
        "notebook_id": notebook,
        "cell_id": cell,
        "auto_score": None,
        "manual_score": None,
        "extra_credit": None,
        "needs_manual_grade": True,
    }


class Changes:
    """Updates that are written together, one statement a table."""

    def __init__(self) -> None:
        self.grades: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.notebooks: list[dict[str, Any]] = []

    def write(self, session: Session) -> None:
        """Send them."""
        names = ("id", "auto_score", "needs_manual_grade")
        grades = [{name: row[name] for name in names} for row in self.grades]
        tables = ((Grade, grades), (Comment, self.comments), (SubmittedNotebook, self.notebooks))
        for table, rows in tables:
            if rows:
                session.execute(update(table), rows)


def cells_by_notebook(cells: Iterable[Any], kinds: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return notebook → name of a cell of these kinds → its key."""
    found: dict[str, dict[str, str]] = {}
    for key, name, kind, notebook in cells:
        names = found.setdefault(notebook, {})
        if kind in kinds:
            names[name] = key
    return found
