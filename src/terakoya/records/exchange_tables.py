"""The tables of handing in and giving out over the network: receipts, offers, fetches, feedback."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from terakoya.records.tables import Base, UtcDateTime

__all__ = ["FeedbackRow", "FetchRow", "OfferRow", "ReceiptRow"]


class ReceiptRow(Base):
    """That somebody handed something in, and what came of it; its id is the receipt's number.

    Attributes:
        token: by which the sender knows the hand-in again; one token is one receipt.
        sent: SHA-256 (hex) of what came over the network.
        submission_id: what was taken; an earlier one where that holds the same.
    """

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("cohort_id", "learner_id", "assignment_id", "token"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    assignment_id: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(64))
    sent: Mapped[str] = mapped_column(String(64))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    late: Mapped[bool]


class OfferRow(Base):
    """That an assignment is offered to a cohort from now on, or is not; the newest row counts.

    `files`: name → (SHA-256, bytes) of what learners get; None for what the workspace releases.
    """

    __tablename__ = "offers"
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), index=True)
    assignment_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_open: Mapped[bool]
    files: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class FetchRow(Base):
    """When a learner first fetched an assignment."""

    __tablename__ = "fetches"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackRow(Base):
    """A page of feedback on one submission that its learner may have; the newest one of each.

    Attributes:
        notebook: of which notebook; empty for a page about the whole assignment.
        sha256: of the page, which is in the store where `notebook` is not empty.
    """

    __tablename__ = "feedback_given"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    notebook: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
