"""The tables of a cohort's dates and rules. Times are UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from terakoya.records.tables import Base, UtcDateTime

__all__ = ["DueDateRow", "ExtensionRow", "HandInRulesRow"]


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
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandInRulesRow(Base):
    """How an assignment of a cohort is handed in; an empty `assignment_id` stands for all."""

    __tablename__ = "hand_in_rules"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts: Mapped[str] = mapped_column(String(20))
    most: Mapped[int | None]
    pause: Mapped[int]
    grace: Mapped[int]
    penalty: Mapped[str] = mapped_column(String(20))
    per_day: Mapped[float]
    at_most: Mapped[float]
