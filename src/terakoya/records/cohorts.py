"""Cohorts, learners and who is enrolled where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from terakoya.model import Cohort, Learner, Tier
from terakoya.records.kept_courses import read_kept, write_kept
from terakoya.records.tables import CohortRow, EnrolmentRow, LearnerRow

__all__ = ["add_cohort", "count_enrolled", "enrol", "find_cohort", "find_learner"]
__all__ += ["list_cohorts", "list_learners"]


def add_cohort(session: Session, cohort: Cohort, now: datetime) -> None:
    """Add a cohort; the caller has made sure that its id is free."""
    session.add(
        CohortRow(
            id=cohort.id,
            course_id=cohort.course_id,
            title=cohort.title,
            starts_on=cohort.starts_on,
            ends_on=cohort.ends_on,
            created_at=now,
            course=write_kept(cohort.kept) if cohort.kept is not None else None,
        )
    )
    session.flush()


def find_cohort(session: Session, cohort_id: str) -> Cohort | None:
    """Return the cohort, or None where there is none of that id."""
    row = session.get(CohortRow, cohort_id)
    return None if row is None else _cohort(row)


def find_learner(session: Session, learner_id: str) -> Learner | None:
    """Return the learner, or None where there is none of that staff number."""
    row = session.get(LearnerRow, learner_id)
    return None if row is None else _learner(row)


def list_cohorts(session: Session) -> tuple[Cohort, ...]:
    """Return every cohort, the newest first."""
    rows = session.scalars(select(CohortRow).order_by(CohortRow.created_at.desc(), CohortRow.id))
    return tuple(_cohort(row) for row in rows)


def enrol(
    session: Session, cohort_id: str, learners: Iterable[Learner], now: datetime
) -> tuple[int, int]:
    """Enrol learners, updating what is known of them; (newly enrolled, there and updated)."""
    new = updated = 0
    for learner in learners:
        row = session.merge(_row(learner))
        changed = session.is_modified(row)
        session.flush()
        if session.get(EnrolmentRow, (cohort_id, learner.id)) is None:
            session.add(EnrolmentRow(cohort_id=cohort_id, learner_id=learner.id, enrolled_at=now))
            new += 1
        else:
            updated += changed
    session.flush()
    return new, updated


def list_learners(session: Session, cohort_id: str) -> tuple[Learner, ...]:
    """Return the learners of a cohort by staff number."""
    rows = session.scalars(
        select(LearnerRow)
        .join(EnrolmentRow, EnrolmentRow.learner_id == LearnerRow.id)
        .where(EnrolmentRow.cohort_id == cohort_id)
        .order_by(LearnerRow.id)
    )
    return tuple(_learner(row) for row in rows)


def count_enrolled(session: Session, cohort_id: str) -> int:
    """Return how many learners a cohort has."""
    counting = select(func.count()).where(EnrolmentRow.cohort_id == cohort_id)
    return session.scalar(counting) or 0


def _cohort(row: CohortRow) -> Cohort:
    kept = read_kept(row.course)
    return Cohort(row.id, row.course_id, row.title, row.starts_on, row.ends_on, kept)


def _row(learner: Learner) -> LearnerRow:
    return LearnerRow(
        id=learner.id,
        name=learner.name,
        department_code=learner.department_code,
        department=learner.department,
        position=learner.position,
        tier=learner.tier.value,
        email=learner.email,
    )


def _learner(row: LearnerRow) -> Learner:
    return Learner(
        id=row.id,
        name=row.name,
        department_code=row.department_code,
        department=row.department,
        position=row.position,
        tier=Tier(row.tier),
        email=row.email,
    )
