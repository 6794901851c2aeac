"""What people are told, as rows: each key once. The rows that are queued are the mails to send.

A mail is claimed before a mail server is asked (`claim_notice`), in a transaction of its own. So
whatever stops the sender, no mail is sent a second time; of one that it was stopped at, a person
says what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from terakoya.model import Stamp
from terakoya.model.notice import Notice, NoticeKind, NoticeState
from terakoya.records.application_tables import LeftOutNoticeRow, NoticeRow

__all__ = [
    "add_notices",
    "claim_notice",
    "end_claim",
    "find_notice",
    "list_left_out_notices",
    "list_notice_keys",
]
__all__ += ["list_notices", "set_left_out", "set_notice_state"]

_AT_ONCE = 500  # keys in one query: SQLite takes 999 values in its oldest form
_LONGEST_PROBLEM = 300


@dataclass(frozen=True)
class NoticeStep:
    """What came of a notice, and when.

    Attributes:
        problem: what a mail server said; it counts as a try in vain.
        next_at: when a mail server is to be asked again.
        address: where the mail went.
    """

    state: NoticeState
    at: datetime
    problem: str = ""
    next_at: datetime | None = None
    address: str = ""


def add_notices(session: Session, notices: Iterable[Notice], stamp: Stamp) -> tuple[Notice, ...]:
    """Queue notices; return those that are new. What has its key already, was told."""
    wanted = {one.key: one for one in notices}
    known = list_notice_keys(session, wanted)
    rows = [_row(one, stamp) for key, one in wanted.items() if key not in known]
    session.add_all(rows)
    session.flush()
    return tuple(_notice(row) for row in rows)


def list_notice_keys(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Return those of the keys that there are notices of."""
    wanted = [*keys]
    known: set[str] = set()
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        known |= set(session.scalars(select(NoticeRow.key).where(NoticeRow.key.in_(some))))
    return frozenset(known)


def claim_notice(session: Session, now: datetime) -> Notice | None:
    """Take the next mail that is to be sent, so that nobody else does; None where there is none."""
    is_due = or_(NoticeRow.next_at.is_(None), NoticeRow.next_at <= now)
    query = select(NoticeRow).where(NoticeRow.state == NoticeState.QUEUED.value, is_due)
    row = session.scalars(query.order_by(NoticeRow.id).limit(1)).first()
    if row is None:
        return None
    row.state, row.state_at, row.problem = NoticeState.SENDING.value, now, ""
    session.flush()
    return _notice(row)


def end_claim(session: Session, claimed: Notice, step: NoticeStep) -> bool:
    """Note what came of a claimed mail; False where somebody has said otherwise meanwhile.

    One that was queued again meanwhile and then was sent after all, need not go once more.
    """
    row = session.get_one(NoticeRow, claimed.id)
    is_ours = row.state == NoticeState.SENDING.value and row.state_at == claimed.state_at
    is_over = step.state is NoticeState.SENT and row.state == NoticeState.QUEUED.value
    if is_ours or is_over:
        set_notice_state(session, claimed.id, step)
    return is_ours or is_over


def set_notice_state(session: Session, notice_id: int, step: NoticeStep) -> Notice:
    """Note what came of a notice."""
    row = session.get_one(NoticeRow, notice_id)
    row.state, row.state_at, row.next_at = step.state.value, step.at, step.next_at
    row.problem = step.problem[:_LONGEST_PROBLEM]
    row.address = step.address or row.address
    row.tries += bool(step.problem)
    session.flush()
    return _notice(row)


def find_notice(session: Session, notice_id: int) -> Notice | None:
    """Return a notice, or None."""
    row = session.get(NoticeRow, notice_id)
    return None if row is None else _notice(row)


def list_notices(
    session: Session,
    *,
    person_id: str | None = None,
    cohort_id: str | None = None,
    states: Collection[NoticeState] = (),
    last: int | None = None,
) -> tuple[Notice, ...]:
    """Return notices, the newest first; only so many of them where `last` says so."""
    query = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(last)
    if person_id is not None:
        query = query.where(NoticeRow.person_id == person_id)
    if cohort_id is not None:
        query = query.where(NoticeRow.cohort_id == cohort_id)
    if states:
        query = query.where(NoticeRow.state.in_([one.value for one in states]))
    return tuple(_notice(row) for row in session.scalars(query))


def list_left_out_notices(session: Session) -> frozenset[tuple[str, NoticeKind]]:
    """Return (person, kind) of what people do not want to be told."""
    known = {kind.value: kind for kind in NoticeKind}
    rows = session.execute(select(LeftOutNoticeRow.person_id, LeftOutNoticeRow.kind))
    return frozenset((person, known[kind]) for person, kind in rows if kind in known)


def set_left_out(
    session: Session, person_id: str, kind: NoticeKind, at: datetime, *, left_out: bool
) -> bool:
    """Note whether a person wants to be told of a kind of thing; False where it was so already."""
    row = session.get(LeftOutNoticeRow, (person_id, kind.value))
    if (row is not None) is left_out:
        return False
    if row is not None:
        session.delete(row)
    else:
        session.add(LeftOutNoticeRow(person_id=person_id, kind=kind.value, at=at))
    session.flush()
    return True


def _row(notice: Notice, stamp: Stamp) -> NoticeRow:
    return NoticeRow(
        key=notice.key,
        kind=notice.kind.value,
        person_id=notice.person_id,
        cohort_id=notice.cohort_id,
        data=dict(notice.data),
        state=notice.state.value,
        made_at=stamp.at,
        made_by=stamp.by,
        state_at=stamp.at,
        tries=0,
        address="",
        problem="",
    )


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        key=row.key,
        kind=NoticeKind(row.kind),
        person_id=row.person_id,
        cohort_id=row.cohort_id,
        data=row.data,
        id=row.id,
        state=NoticeState(row.state),
        made_at=row.made_at,
        state_at=row.state_at,
        tries=row.tries,
        problem=row.problem,
    )
