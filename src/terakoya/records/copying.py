"""Every row from one database into another, of whatever kind: for backups, and for moving house."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Integer, Table, func, insert, select, text
from sqlalchemy.orm import Session

from terakoya.records.database import Database
from terakoya.records.tables import (
    Base,
    CohortRow,
    PersonRow,
    SubmissionFileRow,
    SubmissionRow,
)

__all__ = ["copy_rows", "count_records", "holds_records", "stored_contents", "write_snapshot"]

_AT_ONCE = 1000  # rows in memory


def write_snapshot(database: Database, target: Database) -> None:
    """Write all that is in `database` at one moment into `target`, which is empty."""
    with database.reading() as reading, target.session() as writing:
        copy_rows(reading, writing)


def copy_rows(reading: Session, writing: Session) -> None:
    """Copy every row of every table; the tables of `writing` are empty."""
    for table in Base.metadata.sorted_tables:
        rows = reading.execute(select(table)).mappings().partitions(_AT_ONCE)
        for some in rows:
            writing.execute(insert(table), [dict(row) for row in some])
        _go_on_counting(writing, table)


def _go_on_counting(session: Session, table: Table) -> None:
    """Let PostgreSQL number new rows after those that brought their own number."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for column in _numbered(table):
        last = session.execute(select(func.max(column))).scalar()
        if last is not None:
            sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
            names = {"table": table.name, "column": column.name, "last": last}
            session.execute(sequence, names)


def _numbered(table: Table) -> Iterator[Column[Any]]:
    keys = list(table.primary_key)
    if len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys:
        yield keys[0]


def holds_records(session: Session) -> bool:
    """Tell whether any table has a row."""
    return any(
        session.execute(select(table).limit(1)).first() is not None
        for table in Base.metadata.sorted_tables
    )


def count_records(session: Session) -> dict[str, int]:
    """Return how many cohorts, learners and submissions there are."""
    kinds = {"cohorts": CohortRow, "learners": PersonRow, "submissions": SubmissionRow}
    return {
        name: session.execute(select(func.count()).select_from(kind)).scalar_one()
        for name, kind in kinds.items()
    }


def stored_contents(session: Session) -> frozenset[str]:
    """Return the SHA-256 (hex) of every file of every submission."""
    return frozenset(session.scalars(select(SubmissionFileRow.sha256).distinct()))
