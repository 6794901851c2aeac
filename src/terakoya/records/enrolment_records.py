"""In which cohorts somebody learns, or has learned."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model import Cohort
from terakoya.records.cohort_records import find_cohort
from terakoya.records.tables import EnrolmentRow

__all__ = ["list_cohorts_of"]


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
