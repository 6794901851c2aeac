"""Who works where on which day. Whatever counts people by department asks `postings_on`.

It tells of main postings alone, so that nobody is counted twice; additional ones (兼務) are beside,
in `additional_postings`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.model.posting import Period, Posting, day_before
from terakoya.records.people_tables import PostingRow

__all__ = ["department_on", "known_postings", "leave_office", "list_postings", "move_person"]
__all__ += ["people_in", "postings_on", "today_of"]

_AT_ONCE = 500  # ids in one query: SQLite takes 999 values in its oldest form
_IS_MAIN = PostingRow.is_additional.is_(False)


def today_of(session: Session) -> date:
    """Return today in Japan; never a day before the newest posting was noted.

    A clock that was set back must not hide what a roster has just told.
    """
    today = datetime.now(LOCAL).date()
    noted = session.scalar(select(func.max(PostingRow.noted_at)))
    return today if noted is None else max(today, noted.astimezone(LOCAL).date())


def department_on(session: Session, person_id: str, day: date) -> str | None:
    """Return the code of the department in which a person works on a day; None for nowhere."""
    posting = postings_on(session, day, [person_id]).get(person_id)
    return None if posting is None else posting.department_code


def people_in(day: date, codes: Collection[str]) -> Select[str]:
    """Return the query for who works in any of these departments on a day, also additionally."""
    return select(PostingRow.person_id).where(
        PostingRow.department_code.in_(codes),
        or_(PostingRow.from_on.is_(None), PostingRow.from_on <= day),
        or_(PostingRow.until_on.is_(None), PostingRow.until_on >= day),
    )


def postings_on(
    session: Session, day: date, person_ids: Iterable[str] | None = None
) -> dict[str, Posting]:
    """Return where people work on a day, by staff number; who works nowhere then is not in it.

    Args:
        person_ids: only these; everybody where None.
    """
    return {
        person_id: posting
        for person_id, postings in _by_person(session, person_ids)
        for posting in postings
        if posting.period.holds_on(day)
    }


def known_postings(session: Session, day: date, person_ids: Iterable[str]) -> dict[str, Posting]:
    """Return where people work on a day, or worked last before it, or will begin after it.

    For lists of people, in which nobody may be without a department because they have left.
    """
    return {
        person_id: _nearest(postings, day)
        for person_id, postings in _by_person(session, person_ids)
    }


def list_postings(session: Session, person_id: str) -> tuple[Posting, ...]:
    """Return where a person has worked, works and is known to work, the first first."""
    return next((postings for _id, postings in _by_person(session, [person_id])), ())


def move_person(session: Session, posting: Posting, noted_at: datetime) -> bool:
    """Let a person work somewhere from the first day of `posting` on; False where they do already.

    What is known from a later day on stays. A first day of None is the first that is known of them.
    """
    rows = _rows_of(session, posting.person_id)
    first = posting.period.first
    if first is None:
        assert not rows  # noqa: S101 - what was since ever is never told anew
        session.add(_row(posting, noted_at))
        session.flush()
        return True
    before = next((row for row in reversed(rows) if _period(row).holds_on(first)), None)
    if before is not None and _is_same_place(before, posting):
        return False
    later = next((row for row in rows if row.from_on is not None and row.from_on > first), None)
    last = day_before(later.from_on) if later is not None and later.from_on else None
    if later is None and before is not None:
        last = before.until_on
    if before is not None and before.from_on == first:
        session.delete(before)
    elif before is not None:
        before.until_on = day_before(first)
    session.add(_row(replace(posting, period=Period(first, last)), noted_at))
    session.flush()
    return True


def leave_office(session: Session, person_id: str, last_day: date) -> bool:
    """Let a person work nowhere after a day; what was planned goes. False where that is so."""
    changed = False
    for row in session.scalars(select(PostingRow).where(PostingRow.person_id == person_id)).all():
        if row.from_on is not None and row.from_on > last_day:
            session.delete(row)
            changed = True
        elif _period(row).holds_on(last_day) and row.until_on != last_day:
            row.until_on = last_day
            changed = True
    session.flush()
    return changed


def _is_same_place(row: PostingRow, posting: Posting) -> bool:
    told = (posting.department_code, posting.department, posting.position)
    return (row.department_code, row.department, row.position) == told


def _nearest(postings: tuple[Posting, ...], day: date) -> Posting:
    begun = [one for one in postings if one.period.first is None or one.period.first <= day]
    return begun[-1] if begun else postings[0]


def _by_person(
    session: Session, person_ids: Iterable[str] | None
) -> Iterator[tuple[str, tuple[Posting, ...]]]:
    """Yield each person's postings, the first first."""
    for rows in _read_rows(session, person_ids):
        for person_id, group in groupby(rows, key=lambda row: row.person_id):
            yield person_id, tuple(_posting(row) for row in sorted(group, key=_first_day))


def _read_rows(session: Session, person_ids: Iterable[str] | None) -> Iterator[list[PostingRow]]:
    query = select(PostingRow).where(_IS_MAIN).order_by(PostingRow.person_id)
    if person_ids is None:
        yield list(session.scalars(query))
        return
    ids = [*person_ids]
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        yield list(session.scalars(query.where(PostingRow.person_id.in_(some))))


def _rows_of(session: Session, person_id: str) -> list[PostingRow]:
    query = select(PostingRow).where(PostingRow.person_id == person_id, _IS_MAIN)
    return sorted(session.scalars(query), key=_first_day)


def _first_day(row: PostingRow) -> date:
    return row.from_on or date.min


def _period(row: PostingRow) -> Period:
    return Period(row.from_on, row.until_on)


def _posting(row: PostingRow) -> Posting:
    place = (row.person_id, row.department_code, row.department, row.position)
    return Posting(*place, _period(row), row.is_additional)


def _row(posting: Posting, noted_at: datetime) -> PostingRow:
    return PostingRow(
        person_id=posting.person_id,
        department_code=posting.department_code,
        department=posting.department,
        position=posting.position,
        from_on=posting.period.first,
        until_on=posting.period.last,
        noted_at=noted_at,
        is_additional=posting.is_additional,
    )
