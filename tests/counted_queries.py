"""What a database is asked while something runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from terakoya.records import Database

__all__ = ["counted"]


@contextmanager
def counted(database: Database) -> Iterator[list[tuple[str, object]]]:
    """Collect each statement with its values."""
    asked: list[tuple[str, object]] = []

    def note(*told: object) -> None:
        asked.append((str(told[2]), told[3]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
