"""The tables of a cohort's dates, and of what was changed in it. Times are UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from terakoya.records.tables import Base, UtcDateTime

__all__ = ["CohortLogRow", "DueDateRow", "ExtensionRow"]


class DueDateRow(Base):
    """The last moment at which an assignment of a cohort is handed in in time."""

    __tablename__ = "due_dates"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExtensionRow(Base):
    """The same for one person, who has longer than the others."""

    __tablename__ = "extensions"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CohortLogRow(Base):
    """One change of a cohort, its people or its dates; rows are added, never changed."""

    __tablename__ = "cohort_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(20))
    learner_id: Mapped[str] = mapped_column(String(32))
    assignment_id: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, str]] = mapped_column(JSON)
    after: Mapped[dict[str, str]] = mapped_column(JSON)
