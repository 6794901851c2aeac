"""Names that a person has explained: whom a name in a cohort's hand-ins means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.records.tables import ToldNameRow

__all__ = ["ToldName", "forget_name", "list_told_names", "tell_names"]


@dataclass(frozen=True)
class ToldName:
    """A name as it was written, as it is compared, and the staff number that it means."""

    name: str
    key: str
    learner_id: str


def tell_names(session: Session, cohort_id: str, told: Iterable[ToldName], now: datetime) -> None:
    """Keep what names mean in a cohort; a newer word takes the place of an older one."""
    for each in told:
        session.merge(
            ToldNameRow(
                cohort_id=cohort_id,
                key=each.key,
                name=each.name,
                learner_id=each.learner_id,
                told_at=now,
            )
        )
    session.flush()


def list_told_names(session: Session, cohort_id: str) -> tuple[ToldName, ...]:
    """Return what was told of names in a cohort, by staff number."""
    rows = session.scalars(
        select(ToldNameRow)
        .where(ToldNameRow.cohort_id == cohort_id)
        .order_by(ToldNameRow.learner_id, ToldNameRow.key)
    )
    return tuple(ToldName(row.name, row.key, row.learner_id) for row in rows)


def forget_name(session: Session, cohort_id: str, key: str) -> bool:
    """Forget one name; False where nothing was told of it."""
    row = session.get(ToldNameRow, (cohort_id, key))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True
