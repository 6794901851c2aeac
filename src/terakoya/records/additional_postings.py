"""Additional postings (兼務): where people work beside their main department, and since when.

The same department is never both: who is moved to one has no additional posting in it from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from terakoya.model.posting import Period, Posting, day_before
from terakoya.records.people_tables import PostingRow
from terakoya.records.posting_records import department_on

__all__ = ["add_posting", "additional_on", "departments_of_person", "end_doubled"]
__all__ += ["end_posting", "list_additional"]

_AT_ONCE = 500  # ids in one query: SQLite takes 999 values in its oldest form


def additional_on(
    session: Session, day: date, person_ids: Iterable[str] | None = None
) -> dict[str, tuple[Posting, ...]]:
    """Return the additional postings of a day by staff number; only of these people, if named."""
    found: dict[str, list[Posting]] = defaultdict(list)
    query = (
        select(PostingRow)
        .where(
            PostingRow.is_additional.is_(True),
            or_(PostingRow.from_on.is_(None), PostingRow.from_on <= day),
            or_(PostingRow.until_on.is_(None), PostingRow.until_on >= day),
        )
        .order_by(PostingRow.department_code, PostingRow.id)
    )
    for row in _read_of(session, query, person_ids):
        found[row.person_id].append(_posting(row))
    return {person: tuple(postings) for person, postings in found.items()}


def list_additional(session: Session, person_id: str) -> tuple[Posting, ...]:
    """Return the additional postings that a person had, has and is known to have."""
    rows = _rows(session, person_id)
    return tuple(_posting(row) for row in sorted(rows, key=lambda row: row.from_on or date.min))


def departments_of_person(session: Session, person_id: str, day: date) -> frozenset[str]:
    """Return the codes of all departments in which a person works on a day."""
    main = department_on(session, person_id, day)
    others = additional_on(session, day, [person_id]).get(person_id, ())
    return frozenset({one.department_code for one in others} | ({main} if main else set()))


def add_posting(session: Session, posting: Posting, noted_at: datetime) -> bool:
    """Let a person work in one more department from the first day of `posting` on.

    False where they do, in that position. Another position from that day on ends the one before.
    """
    first = posting.period.first
    assert first is not None  # noqa: S101 - it is told of a day
    same = [
        row
        for row in _rows(session, posting.person_id)
        if row.department_code == posting.department_code
        and (row.until_on is None or row.until_on >= first)
    ]
    told = (posting.department, posting.position, posting.period.last)
    for row in same:
        begun = row.from_on is None or row.from_on <= first
        if begun and (row.department, row.position, row.until_on) == told:
            return False
    for row in same:
        _end(session, row, first)
    new = replace(posting, is_additional=True)
    session.add(
        PostingRow(
            person_id=new.person_id,
            department_code=new.department_code,
            department=new.department,
            position=new.position,
            from_on=new.period.first,
            until_on=new.period.last,
            noted_at=noted_at,
            is_additional=True,
        )
    )
    session.flush()
    return True


def end_posting(session: Session, person_id: str, code: str, first_day_without: date) -> bool:
    """End an additional posting before a day; False where there is none then."""
    rows = [
        row
        for row in _rows(session, person_id)
        if row.department_code == code
        and (row.until_on is None or row.until_on >= first_day_without)
    ]
    for row in rows:
        _end(session, row, first_day_without)
    return bool(rows)


def end_doubled(session: Session, person_ids: Iterable[str], day: date) -> tuple[Posting, ...]:
    """End what people have beside their main posting in the very same department, from a day on.

    What begins later ends only where that department is the main one on its first day, too.

    Returns:
        The additional postings that are ended, as they were.
    """
    query = select(PostingRow).where(
        PostingRow.is_additional.is_(True),
        or_(PostingRow.until_on.is_(None), PostingRow.until_on >= day),
    )
    ended = []
    for row in list(_read_of(session, query.order_by(PostingRow.id), person_ids)):
        first = max(day, row.from_on or day)
        if department_on(session, row.person_id, first) == row.department_code:
            ended.append(_posting(row))
            _end(session, row, first)
    return tuple(ended)


def _read_of(
    session: Session, query: Select[PostingRow], person_ids: Iterable[str] | None
) -> Iterator[PostingRow]:
    """Yield the rows of these people; of everybody where None."""
    if person_ids is None:
        yield from session.scalars(query)
        return
    ids = [*dict.fromkeys(person_ids)]
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        yield from session.scalars(query.where(PostingRow.person_id.in_(some)))


def _end(session: Session, row: PostingRow, first_day_without: date) -> None:
    """End it before a day; what had not begun by then is as if it had not been told."""
    if row.from_on is not None and row.from_on >= first_day_without:
        session.delete(row)
    else:
        row.until_on = day_before(first_day_without)
    session.flush()


def _rows(session: Session, person_id: str) -> list[PostingRow]:
    query = select(PostingRow).where(
        PostingRow.person_id == person_id, PostingRow.is_additional.is_(True)
    )
    return list(session.scalars(query.order_by(PostingRow.id)))


def _posting(row: PostingRow) -> Posting:
    place = (row.person_id, row.department_code, row.department, row.position)
    return Posting(*place, Period(row.from_on, row.until_on), row.is_additional)
