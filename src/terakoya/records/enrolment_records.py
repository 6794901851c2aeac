"""In which cohorts somebody learns, or has learned; and single people's places."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model import Cohort
from terakoya.records.cohort_records import find_cohort
from terakoya.records.tables import EnrolmentRow

__all__ = ["give_place", "list_cohorts_of", "list_participants", "takes_part"]


def list_cohorts_of(session: Session, learner_id: str) -> tuple[Cohort, ...]:
    """Return the cohorts that somebody takes part in, the newest enrolment first.

    Those that the person has withdrawn from are left out, and so are archived ones.
    """
    rows = session.scalars(
        select(EnrolmentRow.cohort_id)
        .where(EnrolmentRow.learner_id == learner_id, EnrolmentRow.withdrawn_at.is_(None))
        .order_by(EnrolmentRow.enrolled_at.desc(), EnrolmentRow.cohort_id)
    )
    found = (find_cohort(session, cohort_id) for cohort_id in rows.all())
    return tuple(one for one in found if one is not None and one.archived_at is None)


def takes_part(session: Session, cohort_id: str, learner_id: str) -> bool:
    """Tell whether somebody is enrolled in a cohort and has not withdrawn."""
    row = session.get(EnrolmentRow, (cohort_id, learner_id))
    return row is not None and row.withdrawn_at is None


def list_participants(session: Session, cohort_id: str) -> frozenset[str]:
    """Return the staff numbers of those who are enrolled in a cohort and have not withdrawn."""
    query = select(EnrolmentRow.learner_id).where(
        EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.withdrawn_at.is_(None)
    )
    return frozenset(session.scalars(query))


def give_place(session: Session, cohort_id: str, learner_id: str, at: datetime) -> bool:
    """Let a known person take part; False where they did once, and had withdrawn."""
    row = session.get(EnrolmentRow, (cohort_id, learner_id))
    if row is not None:
        row.withdrawn_at = None
    else:
        session.add(EnrolmentRow(cohort_id=cohort_id, learner_id=learner_id, enrolled_at=at))
    session.flush()
    return row is None
