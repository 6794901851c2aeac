"""Cohorts, learners and who is enrolled where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from terakoya.model import Cohort, Learner, Tier
from terakoya.records.kept_courses import read_kept, write_kept
from terakoya.records.tables import CohortRow, EnrolmentRow, LearnerRow

__all__ = ["add_cohort", "change_cohort", "count_enrolled", "enrol", "find_cohort", "find_learner"]
__all__ += ["list_cohorts", "list_learners", "list_withdrawn", "set_archived", "set_withdrawn"]


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


def change_cohort(session: Session, cohort: Cohort) -> None:
    """Give a cohort that is there its title and its days as `cohort` has them."""
    row = session.get_one(CohortRow, cohort.id)
    row.title, row.starts_on, row.ends_on = cohort.title, cohort.starts_on, cohort.ends_on
    session.flush()


def set_archived(session: Session, cohort_id: str, at: datetime | None) -> None:
    """Note since when lists leave a cohort out; None where they name it."""
    session.get_one(CohortRow, cohort_id).archived_at = at
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
    """Return every cohort, the newest first, archived ones among them."""
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
    """Return the learners of a cohort by staff number, those who withdrew among them."""
    rows = session.scalars(
        select(LearnerRow)
        .join(EnrolmentRow, EnrolmentRow.learner_id == LearnerRow.id)
        .where(EnrolmentRow.cohort_id == cohort_id)
        .order_by(LearnerRow.id)
    )
    return tuple(_learner(row) for row in rows)


def count_enrolled(session: Session, cohort_id: str) -> int:
    """Return how many learners a cohort has; who withdrew is none of them."""
    counting = select(func.count()).where(
        EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.withdrawn_at.is_(None)
    )
    return session.scalar(counting) or 0


def set_withdrawn(
    session: Session, cohort_id: str, learner_ids: Iterable[str], at: datetime | None
) -> None:
    """Note since when learners are withdrawn from a cohort; None where they take part."""
    session.execute(
        update(EnrolmentRow)
        .where(EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.learner_id.in_([*learner_ids]))
        .values(withdrawn_at=at)
    )


def list_withdrawn(session: Session, cohort_id: str) -> dict[str, datetime]:
    """Return learner id → since when they are withdrawn from a cohort."""
    rows = session.execute(
        select(EnrolmentRow.learner_id, EnrolmentRow.withdrawn_at).where(
            EnrolmentRow.cohort_id == cohort_id, EnrolmentRow.withdrawn_at.is_not(None)
        )
    )
    return {learner_id: at for learner_id, at in rows if at is not None}


def _cohort(row: CohortRow) -> Cohort:
    kept = read_kept(row.course)
    days = (row.starts_on, row.ends_on)
    return Cohort(row.id, row.course_id, row.title, *days, kept, row.archived_at)


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
