"""Cohorts, learners and who is enrolled where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.posting import Period, Posting, figure_day
from terakoya.records.department_records import add_unknown_departments
from terakoya.records.kept_courses import read_kept, write_kept
from terakoya.records.posting_records import known_postings, move_person, today_of
from terakoya.records.tables import CohortRow, EnrolmentRow, PersonRow

__all__ = ["add_cohort", "change_cohort", "count_enrolled", "enrol", "find_cohort", "find_learner"]
__all__ += ["find_cohorts", "find_learners", "find_same_numbers"]
__all__ += ["list_cohorts", "list_enrolments", "list_learners", "list_withdrawn", "set_archived"]
__all__ += ["put_people", "set_withdrawn"]

_AT_ONCE = 500  # ids in one query: SQLite takes 999 values in its oldest form


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


def find_cohorts(session: Session, ids: Iterable[str]) -> dict[str, Cohort]:
    """Return those of these cohorts that there are, by id."""
    wanted = [*dict.fromkeys(ids)]
    rows: list[CohortRow] = []
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        rows += session.scalars(select(CohortRow).where(CohortRow.id.in_(some)))
    return {row.id: _cohort(row) for row in rows}


def find_learner(session: Session, learner_id: str, on: date | None = None) -> Learner | None:
    """Return the learner, or None where there is none of that staff number.

    Args:
        on: where they work on this day; today where None.
    """
    row = session.get(PersonRow, learner_id)
    return None if row is None else _learners(session, [row], on or today_of(session))[0]


def find_learners(session: Session, ids: Iterable[str], on: date) -> dict[str, Learner]:
    """Return those of these people who are known, by staff number, as of a day."""
    wanted = [*dict.fromkeys(ids)]
    rows: list[PersonRow] = []
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        rows += session.scalars(select(PersonRow).where(PersonRow.id.in_(some)))
    return {one.id: one for one in _learners(session, rows, on)}


def find_same_numbers(session: Session, learner_ids: Iterable[str]) -> dict[str, str]:
    """Return unknown staff numbers that differ from a known one by case only, and that one."""
    ids = set(learner_ids)
    known = set(session.scalars(select(PersonRow.id)))
    folded = {one.casefold(): one for one in known}
    return {one: folded[one.casefold()] for one in ids - known if one.casefold() in folded}


def list_cohorts(session: Session) -> tuple[Cohort, ...]:
    """Return every cohort, the newest first, archived ones among them."""
    rows = session.scalars(select(CohortRow).order_by(CohortRow.created_at.desc(), CohortRow.id))
    return tuple(_cohort(row) for row in rows)


def enrol(
    session: Session, cohort_id: str, learners: Iterable[Learner], now: datetime
) -> tuple[int, int]:
    """Enrol learners, updating what is known of them; (newly enrolled, there and updated)."""
    new = updated = 0
    learners = tuple(learners)
    add_unknown_departments(session, ((one.department_code, one.department) for one in learners))
    for learner in learners:
        changed = _put(session, learner, now)
        if session.get(EnrolmentRow, (cohort_id, learner.id)) is None:
            session.add(EnrolmentRow(cohort_id=cohort_id, learner_id=learner.id, enrolled_at=now))
            new += 1
        else:
            updated += changed
    session.flush()
    return new, updated


def put_people(session: Session, learners: Iterable[Learner], now: datetime) -> None:
    """Keep what is told of people today, in no cohort: known ones are brought up to date."""
    learners = tuple(learners)
    add_unknown_departments(session, ((one.department_code, one.department) for one in learners))
    for learner in learners:
        _put(session, learner, now)


def _put(session: Session, learner: Learner, now: datetime) -> bool:
    """Keep what is told of a person today; False where all of it is known."""
    row = session.merge(_row(learner))
    changed = session.is_modified(row)
    session.flush()
    return _post(session, learner, now) or changed


def _post(session: Session, learner: Learner, now: datetime) -> bool:
    """Note where a roster of today says that somebody works; False where that is known."""
    today = now.astimezone(LOCAL).date()
    place = (learner.department_code, learner.department, learner.position)
    known = known_postings(session, today, [learner.id]).get(learner.id)
    if known is None:  # what was before a first roster, nobody will tell
        return move_person(session, Posting(learner.id, *place), now)
    return move_person(session, Posting(learner.id, *place, Period(first=today)), now)


def list_learners(session: Session, cohort_id: str, on: date | None = None) -> tuple[Learner, ...]:
    """Return the learners of a cohort by staff number, those who withdrew among them.

    Args:
        on: where they work on this day. None: on the day of which the cohort's figures speak
            (`figure_day`), which is its last one, where that is over.
    """
    rows = session.scalars(
        select(PersonRow)
        .join(EnrolmentRow, EnrolmentRow.learner_id == PersonRow.id)
        .where(EnrolmentRow.cohort_id == cohort_id)
        .order_by(PersonRow.id)
    ).all()
    if on is None:
        cohort, today = find_cohort(session, cohort_id), today_of(session)
        on = today if cohort is None else figure_day(cohort, today)
    return tuple(_learners(session, rows, on))


def list_enrolments(session: Session, learner_id: str) -> tuple[str, ...]:
    """Return the ids of the cohorts in which a person is enrolled and has not withdrawn."""
    return tuple(
        session.scalars(
            select(EnrolmentRow.cohort_id)
            .where(EnrolmentRow.learner_id == learner_id, EnrolmentRow.withdrawn_at.is_(None))
            .order_by(EnrolmentRow.cohort_id)
        )
    )


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


def hold_enrolment(session: Session, cohort_id: str, learner_id: str) -> None:
    """Let nobody else do something with somebody's place in a cohort until this transaction ends.

    SQLite lets one write at a time anyway.
    """
    session.get(EnrolmentRow, (cohort_id, learner_id), with_for_update=True)


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


def _row(learner: Learner) -> PersonRow:
    tier = learner.tier.value
    return PersonRow(id=learner.id, name=learner.name, tier=tier, email=learner.email)


def _learners(session: Session, rows: Sequence[PersonRow], on: date) -> list[Learner]:
    postings = known_postings(session, on, [row.id for row in rows])
    return [_learner(row, postings.get(row.id) or _NOWHERE) for row in rows]


_NOWHERE = Posting("", "", "", "")


def _learner(row: PersonRow, posting: Posting) -> Learner:
    return Learner(
        id=row.id,
        name=row.name,
        department_code=posting.department_code,
        department=posting.department,
        position=posting.position,
        tier=Tier(row.tier),
        email=row.email,
    )
