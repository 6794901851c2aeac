"""Until when a cohort's assignments are to be handed in, by all and by single people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from terakoya.model import DueDates
from terakoya.records.cohort_tables import DueDateRow, ExtensionRow
from terakoya.records.rule_records import read_rules

__all__ = ["read_due_dates", "set_due_date", "set_extensions"]


def read_due_dates(session: Session, cohort_id: str) -> DueDates:
    """Return everything that is known of a cohort's due dates, and how it hands in."""
    dates = session.scalars(select(DueDateRow).where(DueDateRow.cohort_id == cohort_id))
    longer = session.scalars(select(ExtensionRow).where(ExtensionRow.cohort_id == cohort_id))
    return DueDates(
        {row.assignment_id: row.due_at for row in dates},
        {(row.learner_id, row.assignment_id): row.due_at for row in longer},
        read_rules(session, cohort_id),
    )


def set_due_date(session: Session, cohort_id: str, assignment_id: str, at: datetime | None) -> None:
    """Give an assignment its due date; None takes it away."""
    if at is None:
        session.execute(
            delete(DueDateRow).where(
                DueDateRow.cohort_id == cohort_id, DueDateRow.assignment_id == assignment_id
            )
        )
    else:
        session.merge(DueDateRow(cohort_id=cohort_id, assignment_id=assignment_id, due_at=at))
    session.flush()


def set_extensions(
    session: Session,
    cohort_id: str,
    assignment_id: str,
    learner_ids: Iterable[str],
    at: datetime | None,
) -> None:
    """Give people a later due date of an assignment; None takes it away."""
    for learner_id in learner_ids:
        key = (cohort_id, learner_id, assignment_id)
        row = session.get(ExtensionRow, key)
        if at is None and row is not None:
            session.delete(row)
        elif at is not None:
            session.merge(ExtensionRow(**dict(zip(_KEY, key, strict=True)), due_at=at))
    session.flush()


_KEY = ("cohort_id", "learner_id", "assignment_id")
