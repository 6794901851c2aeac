"""A person in the gradebook of a cohort, read and renamed: its tables as nbgrader 0.9 has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from terakoya_autograde.storage import file_address, open_engine, telling

__all__ = ["read_gradebook", "rename_in_gradebook"]

_GRADES = text(
    "SELECT assignment.name AS assignment, notebook.name AS notebook, base_cell.name AS item, "
    "grade.auto_score, grade.manual_score, grade.extra_credit "
    "FROM submitted_assignment "
    "JOIN assignment ON assignment.id = submitted_assignment.assignment_id "
    "JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id "
    "JOIN notebook ON notebook.id = submitted_notebook.notebook_id "
    "JOIN grade ON grade.notebook_id = submitted_notebook.id "
    "JOIN base_cell ON base_cell.id = grade.cell_id "
    "WHERE submitted_assignment.student_id = :id ORDER BY 1, 2, 3"
)
_COMMENTS = text(
    "SELECT assignment.name AS assignment, notebook.name AS notebook, base_cell.name AS item, "
    "comment.auto_comment, comment.manual_comment "
    "FROM submitted_assignment "
    "JOIN assignment ON assignment.id = submitted_assignment.assignment_id "
    "JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id "
    "JOIN notebook ON notebook.id = submitted_notebook.notebook_id "
    "JOIN comment ON comment.notebook_id = submitted_notebook.id "
    "JOIN base_cell ON base_cell.id = comment.cell_id "
    "WHERE submitted_assignment.student_id = :id ORDER BY 1, 2, 3"
)
_FORGET = text(
    "UPDATE comment SET manual_comment = NULL WHERE notebook_id IN ("
    "SELECT submitted_notebook.id FROM submitted_notebook "
    "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
    "WHERE submitted_assignment.student_id = :id)"
)


def read_gradebook(path: Path, person_id: str) -> dict[str, Any]:
    """Return a person's row, points and comments; empty where there is none of them."""
    if not path.exists():
        return {}
    with _connected(path) as connection:
        if not inspect(connection).has_table("student"):
            return {}  # nobody was ever graded
        student = text("SELECT * FROM student WHERE id = :id")
        row = connection.execute(student, {"id": person_id}).mappings().first()
        if row is None:
            return {}
        grades, comments = (
            [dict(one) for one in connection.execute(query, {"id": person_id}).mappings()]
            for query in (_GRADES, _COMMENTS)
        )
    return {"student": dict(row), "grades": grades, "comments": comments}


def rename_in_gradebook(path: Path, person_id: str, pseudonym: str) -> bool:
    """Let a pseudonym have a person's points; False where the gradebook does not know them.

    What people wrote to the person goes; harmless where it was done already.
    """
    if not path.exists():
        return False
    with _connected(path) as connection:
        if not inspect(connection).has_table("student"):
            return False
        connection.exec_driver_sql("PRAGMA secure_delete = 1")  # not only marked as free
        both = {"id": person_id, "new": pseudonym}
        known = connection.execute(text("SELECT 1 FROM student WHERE id = :id"), {"id": person_id})
        if known.first() is None:
            return False
        connection.execute(_FORGET, {"id": person_id})
        connection.execute(text("INSERT INTO student (id) VALUES (:new)"), {"new": pseudonym})
        renamed = "UPDATE submitted_assignment SET student_id = :new WHERE student_id = :id"
        connection.execute(text(renamed), both)
        connection.execute(text("DELETE FROM student WHERE id = :id"), {"id": person_id})
    return True


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    address = file_address(path)
    engine = open_engine(address)
    try:
        with telling(address), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
