"""The tables of applying for a cohort, and of what people are told. Times are UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from terakoya.records.tables import Base, UtcDateTime

__all__ = ["ApplicationRow", "LeftOutNoticeRow", "NoticeRow", "OpeningRow"]


class OpeningRow(Base):
    """That a cohort may be applied for: how many seats (None: no bound), and on which days."""

    __tablename__ = "openings"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    seats: Mapped[int | None]
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class ApplicationRow(Base):
    """One application (`model.application`); `is_live` is None once it is over.

    So the database itself refuses a second live one of the same person for the same cohort.
    """

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id", "is_live"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    is_live: Mapped[bool | None]
    way: Mapped[str] = mapped_column(String(20))
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[str] = mapped_column(String(100))
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(500))


class NoticeRow(Base):
    """What one person is told, and how far it has come: the queue of mails is these rows.

    Attributes:
        address: where the mail went; empty before, and where there is none.
        next_at: before which a mail server is not asked again.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    cohort_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(100))
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    address: Mapped[str] = mapped_column(String(254))
    problem: Mapped[str] = mapped_column(String(300))


class LeftOutNoticeRow(Base):
    """That a person does not want to be told of a kind of thing."""

    __tablename__ = "left_out_notices"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
