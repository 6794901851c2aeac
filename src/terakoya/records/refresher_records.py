"""What is kept of refreshers: cards, attempts and calendar addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from terakoya.model import Memory
from terakoya.records.tables import RefreshAttemptRow, RefreshCardRow, RefreshFeedRow

__all__ = ["Attempt", "ItemKey", "answer_attempt", "begin_attempt", "find_calendar_owner"]
__all__ += ["list_memories", "newest_attempt", "open_hint", "read_calendar_issue", "save_memory"]
__all__ += ["set_calendar_issue"]


@dataclass(frozen=True)
class ItemKey:
    """One learner's item."""

    learner_id: str
    assignment_id: str
    item_id: str


@dataclass(frozen=True)
class Attempt:
    """One attempt: its number from 1, the candidate seed that was taken, and how it went.

    `answered_at` and `right` are None while it is open. `answer` is what was typed; `by_code`:
    what the first failed check said.
    """

    key: ItemKey
    number: int
    candidate: int
    hints: int
    begun_at: datetime
    answered_at: datetime | None = None
    right: bool | None = None
    answer: str = ""
    by_code: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.answered_at is None


def list_memories(session: Session, learner_ids: Iterable[str]) -> dict[ItemKey, Memory]:
    """Return what each of these learners remembers, as FSRS has it."""
    query = select(RefreshCardRow).where(RefreshCardRow.learner_id.in_(list(learner_ids)))
    return {
        _key(row): Memory(row.stability, row.difficulty, row.due, row.last_review)
        for row in session.scalars(query)
    }


def save_memory(session: Session, key: ItemKey, memory: Memory) -> None:
    """Keep what is remembered of an item, in place of what was."""
    session.merge(
        RefreshCardRow(
            **asdict(key),
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=memory.due,
            last_review=memory.last_review,
        )
    )
    session.flush()


def newest_attempt(session: Session, key: ItemKey) -> Attempt | None:
    """Return the newest attempt of an item; None where there was none."""
    row = _newest_row(session, key)
    return None if row is None else _attempt(row)


def begin_attempt(session: Session, attempt: Attempt) -> bool:
    """Keep a new attempt; False where another request has just begun it."""
    row = RefreshAttemptRow(
        **asdict(attempt.key),
        number=attempt.number,
        candidate=attempt.candidate,
        hints=attempt.hints,
        begun_at=attempt.begun_at,
        answer="",
        by_code=False,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def open_hint(session: Session, key: ItemKey, hints: int) -> None:
    """Note that the open attempt has seen `hints` hints; the number never falls."""
    row = _newest_row(session, key)
    if row is not None and row.answered_at is None and hints > row.hints:
        row.hints = hints
        session.flush()


def answer_attempt(session: Session, attempt: Attempt) -> bool:
    """Close an attempt as it says; False where it was closed already: one attempt counts once."""
    closing = (
        update(RefreshAttemptRow)
        .where(
            *_of(attempt.key),
            RefreshAttemptRow.number == attempt.number,
            RefreshAttemptRow.answered_at.is_(None),
        )
        .values(
            answered_at=attempt.answered_at,
            right=attempt.right,
            answer=attempt.answer[:200],
            by_code=attempt.by_code,
        )
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(closing).rowcount)  # type: ignore[attr-defined]


def read_calendar_issue(session: Session, learner_id: str) -> int | None:
    """Return how often a learner's calendar address was made; None for never."""
    row = session.get(RefreshFeedRow, learner_id)
    return None if row is None else row.issue


def set_calendar_issue(
    session: Session, learner_id: str, issue: int, token: str, now: datetime
) -> None:
    """Keep the digest of a new address; the one before it stops working."""
    session.merge(
        RefreshFeedRow(learner_id=learner_id, issue=issue, token_sha256=_digest(token), made_at=now)
    )
    session.flush()


def find_calendar_owner(session: Session, token: str) -> str | None:
    """Return whose calendar an address is; None where it is nobody's (any more)."""
    query = select(RefreshFeedRow.learner_id).where(RefreshFeedRow.token_sha256 == _digest(token))
    return session.scalar(query)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _newest_row(session: Session, key: ItemKey) -> RefreshAttemptRow | None:
    mine = _of(key)
    newest = select(func.max(RefreshAttemptRow.number)).where(*mine).scalar_subquery()
    return session.scalar(
        select(RefreshAttemptRow).where(*mine, RefreshAttemptRow.number == newest)
    )


def _of(key: ItemKey) -> tuple[ColumnElement[bool], ...]:
    return (
        RefreshAttemptRow.learner_id == key.learner_id,
        RefreshAttemptRow.assignment_id == key.assignment_id,
        RefreshAttemptRow.item_id == key.item_id,
    )


def _key(row: RefreshCardRow | RefreshAttemptRow) -> ItemKey:
    return ItemKey(row.learner_id, row.assignment_id, row.item_id)


def _attempt(row: RefreshAttemptRow) -> Attempt:
    return Attempt(
        key=_key(row),
        number=row.number,
        candidate=row.candidate,
        hints=row.hints,
        begun_at=row.begun_at,
        answered_at=row.answered_at,
        right=row.right,
        answer=row.answer,
        by_code=row.by_code,
    )
