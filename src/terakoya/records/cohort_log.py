"""The log of a cohort's changes: entries are added in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model import Change, LogEntry, Stamp
from terakoya.records.cohort_tables import CohortLogRow

__all__ = ["add_to_log", "has_changed", "list_log"]


def add_to_log(session: Session, cohort_id: str, stamp: Stamp, entries: Iterable[LogEntry]) -> None:
    """Note changes that are made in this very transaction."""
    session.add_all(
        CohortLogRow(
            cohort_id=cohort_id,
            at=stamp.at,
            by=stamp.by,
            what=entry.what.value,
            learner_id=entry.learner_id,
            assignment_id=entry.assignment_id,
            before=dict(entry.before),
            after=dict(entry.after),
        )
        for entry in entries
    )
    session.flush()


def has_changed(session: Session, cohort_id: str, what: Change, assignment_id: str) -> bool:
    """Tell whether something of an assignment was ever changed in a cohort."""
    query = select(CohortLogRow.id).where(
        CohortLogRow.cohort_id == cohort_id,
        CohortLogRow.what == what.value,
        CohortLogRow.assignment_id == assignment_id,
    )
    return session.scalar(query.limit(1)) is not None


def list_log(session: Session, cohort_id: str) -> tuple[tuple[Stamp, LogEntry], ...]:
    """Return every change of a cohort, the oldest first."""
    query = select(CohortLogRow).where(CohortLogRow.cohort_id == cohort_id)
    return tuple(
        (
            Stamp(row.at, row.by),
            LogEntry(Change(row.what), row.before, row.after, row.learner_id, row.assignment_id),
        )
        for row in session.scalars(query.order_by(CohortLogRow.id))
    )
