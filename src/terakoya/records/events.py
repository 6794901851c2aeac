"""Events: each is written in the transaction of what it tells of, and stays as it is for good.

The tables refuse every change of a row (migration 0010). Who reads them, asks here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.records.tables import Base, UtcDateTime

__all__ = ["add_events", "count_events", "has_happened", "list_event_page", "list_events"]
__all__ += ["list_events_after", "newest_event"]


class EventRow(Base):
    """One event; rows are added, never changed.

    It refers to no other table: what it is about may go, and the event stays.
    """

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(40))
    cohort_id: Mapped[str] = mapped_column(String(64), index=True)
    learner_id: Mapped[str] = mapped_column(String(32))
    assignment_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


def add_events(session: Session, stamp: Stamp, events: Iterable[Event]) -> None:
    """Note what is done in this very transaction."""
    session.add_all(
        EventRow(
            at=stamp.at,
            by=stamp.by,
            kind=event.kind.value,
            cohort_id=event.cohort_id,
            learner_id=event.learner_id,
            assignment_id=event.assignment_id,
            data=dict(event.data),
        )
        for event in events
    )
    session.flush()


def has_happened(session: Session, kind: EventKind, cohort_id: str, assignment_id: str) -> bool:
    """Tell whether an assignment of a cohort has ever had an event of that kind."""
    query = select(EventRow.id).where(
        EventRow.cohort_id == cohort_id,
        EventRow.kind == kind.value,
        EventRow.assignment_id == assignment_id,
    )
    return session.scalar(query.limit(1)) is not None


def list_events(
    session: Session,
    cohort_id: str | None = None,
    *,
    kinds: Collection[EventKind] = (),
    last: int | None = None,
) -> tuple[tuple[Stamp, Event], ...]:
    """Return events in the order in which they were written, the oldest first.

    Args:
        cohort_id: only those about this cohort.
        kinds: only these kinds; of all where none is named.
        last: only so many of the newest.

    Raises:
        WorkspaceError: one is of a kind that only a newer Terakoya knows.
    """
    query = select(EventRow).order_by(EventRow.id.desc()).limit(last)
    if cohort_id is not None:
        query = query.where(EventRow.cohort_id == cohort_id)
    if kinds:
        query = query.where(EventRow.kind.in_(sorted(kind.value for kind in kinds)))
    return tuple(_event(row) for row in reversed(session.scalars(query).all()))


def list_event_page(
    session: Session,
    kinds: Collection[EventKind],
    most: int,
    *,
    before: int | None = None,
    after: int | None = None,
) -> tuple[tuple[int, Stamp, Event], ...]:
    """Return at most `most` events of these kinds with their numbers, the newest first.

    Args:
        before: the newest with a number below this one.
        after: the oldest with a number above this one.
    """
    query = select(EventRow).where(EventRow.kind.in_(sorted(kind.value for kind in kinds)))
    if after is not None:
        query = query.where(EventRow.id > after).order_by(EventRow.id)
    else:
        query = query.order_by(EventRow.id.desc())
    if before is not None:
        query = query.where(EventRow.id < before)
    rows = session.scalars(query.limit(most)).all()
    return tuple((row.id, *_event(row)) for row in (reversed(rows) if after is not None else rows))


def count_events(session: Session, kinds: Collection[EventKind]) -> int:
    """Return how many events of these kinds there are."""
    query = select(func.count()).select_from(EventRow)
    return session.scalar(query.where(EventRow.kind.in_([kind.value for kind in kinds]))) or 0


def newest_event(session: Session) -> int:
    """Return the number of the newest event; 0 where there is none."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def list_events_after(
    session: Session, number: int, most: int
) -> tuple[tuple[int, Stamp, Event], ...]:
    """Return the events after that number with their own, in order; at most `most` of them.

    Those of a kind that only a newer Terakoya knows are left out: who follows events, goes on.
    """
    query = select(EventRow).where(EventRow.id > number).order_by(EventRow.id).limit(most)
    return tuple((row.id, *_event(row)) for row in session.scalars(query) if row.kind in _KINDS)


_KINDS = frozenset(kind.value for kind in EventKind)


def _event(row: EventRow) -> tuple[Stamp, Event]:
    about = (row.cohort_id, row.learner_id, row.assignment_id)
    return Stamp(row.at, row.by), Event(_kind(row), *about, row.data)


def _kind(row: EventRow) -> EventKind:
    try:
        return EventKind(row.kind)
    except ValueError:
        raise WorkspaceError(
            _("A newer Terakoya wrote this database."),
            where=f"events, {row.kind}",
            remedy=_("Update Terakoya on this machine."),
        ) from None
