"""The tables: people, cohorts, submissions, runs and gradings, refreshers. Times are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

__all__ = ["Base", "CohortRow", "CurrentGradingRow", "EnrolmentRow", "GradingRow"]
__all__ += ["LeftOutRow", "OriginRow", "PersonRow"]
__all__ += ["RefreshAttemptRow", "RefreshCardRow", "RefreshFeedRow", "RunRow"]
__all__ += ["SubmissionFileRow", "SubmissionRow", "ToldNameRow", "UtcDateTime", "VersionRow"]


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment, kept in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store the others as UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; constraints are named by rule so that migrations can change them anywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CohortRow(Base):
    """One run of a course; `course` is what it keeps of that (`records.kept_courses`).

    `archived_at`: since when lists leave it out; None while they name it.
    """

    __tablename__ = "cohorts"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    course: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonRow(Base):
    """One member of staff, as the newest roster has them; where they work is in `postings`."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))


class EnrolmentRow(Base):
    """A learner's place in a cohort; `withdrawn_at`: since when it is empty, if it is."""

    __tablename__ = "enrolments"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ToldNameRow(Base):
    """Whom a person has said that a name means in a cohort's hand-ins.

    `key` is the name as names are compared; `name` as it was written.
    """

    __tablename__ = "told_names"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SubmissionRow(Base):
    """One submission; never changed after it is written."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("cohort_id", "learner_id", "assignment_id", "digest", "submitted_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), index=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    assignment_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    collected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    files: Mapped[list[SubmissionFileRow]] = relationship(
        lazy="selectin", order_by="SubmissionFileRow.name"
    )


class SubmissionFileRow(Base):
    """One file of a submission; its content is in the store under its SHA-256."""

    __tablename__ = "submission_files"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]


class LeftOutRow(Base):
    """A file that came with a submission and is not kept, and why (`model.LeftOut`)."""

    __tablename__ = "left_out_files"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20))


class OriginRow(Base):
    """Under which name a learner's newest hand-in of an assignment came (`model.Origin`)."""

    __tablename__ = "origins"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(1000))
    is_folder: Mapped[bool]
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RunRow(Base):
    """One run of the grader over a cohort, or over one of its assignments."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), index=True)
    assignment_id: Mapped[str | None] = mapped_column(String(64))
    started_by: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str] = mapped_column(String(20))
    force: Mapped[bool]
    planned: Mapped[int]
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class VersionRow(Base):
    """One version of an assignment that was graded against: the digests of its parts."""

    __tablename__ = "assignment_versions"
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    parts: Mapped[dict[str, str]] = mapped_column(JSON)
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GradingRow(Base):
    """How one submission went in one run; rows are added, never changed but for `automatic`.

    Scores are owned by the gradebook; here is what the gradebook cannot hold: which version was
    graded with what, why, the status of the run and of each item, and how the score changed.
    `held` is a digest of what the gradebook then held; empty where nobody looked. `automatic`: the
    points that checks gave, without what is taken off for being late; it follows from `items`, due
    dates and rules, and is brought in step with them.
    """

    __tablename__ = "gradings"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), index=True)
    assignment_digest: Mapped[str] = mapped_column(String(64))
    engine: Mapped[str] = mapped_column(String(64))
    environment_digest: Mapped[str] = mapped_column(String(64))
    sandbox: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(32))
    seconds: Mapped[float]
    graded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    cause: Mapped[str] = mapped_column(String(20))
    changed: Mapped[list[str]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(Text)
    score_before: Mapped[float | None]
    score_after: Mapped[float | None]
    held: Mapped[str] = mapped_column(String(64))
    automatic: Mapped[float | None]


class CurrentGradingRow(Base):
    """What the gradebook says of a learner's assignment comes from this submission and version.

    Attributes:
        run_id: the run that wrote last; None before runs were noted.
        grading_id: its grading; None while a run is between beginning and finishing.
        asked_by: the run that was told to grade this anew and has not done so; else None.
        score: the score in the gradebook before that began; None where nobody looked.
    """

    __tablename__ = "current_gradings"
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    assignment_digest: Mapped[str] = mapped_column(String(64))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    grading_id: Mapped[int | None] = mapped_column(ForeignKey("gradings.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    score: Mapped[float | None]


class RefreshCardRow(Base):
    """What FSRS knows of one learner and one item."""

    __tablename__ = "refresh_cards"
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    stability: Mapped[float]
    difficulty: Mapped[float]
    due: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_review: Mapped[datetime] = mapped_column(UtcDateTime)


class RefreshAttemptRow(Base):
    """One attempt at a refresher: begun, hints opened, answered; a half-done one goes on.

    What was typed is kept for the learner's own page only; no report or export reads it. The seed
    is not here: it is computed from the site's secret, `number` and `candidate`.
    """

    __tablename__ = "refresh_attempts"
    __table_args__ = (UniqueConstraint("learner_id", "assignment_id", "item_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    assignment_id: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    candidate: Mapped[int]
    hints: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    right: Mapped[bool | None]
    by_code: Mapped[bool]
    answer: Mapped[str] = mapped_column(String(200))


class RefreshFeedRow(Base):
    """A learner's calendar address: how often it was made, and the SHA-256 of its secret part."""

    __tablename__ = "refresh_feeds"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    learner_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    issue: Mapped[int]
    token_sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
