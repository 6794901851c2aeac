"""What the exchange answers, as JSON; docs/reference/exchange-api.md is made from it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

__all__ = ["CohortAnswer", "FeedbackPage", "HandedInAnswer", "LeftFile", "OfferedAnswer"]
__all__ += ["ReceiptAnswer", "Refusal", "StandingAnswer", "WhoAnswer"]


class Refusal(BaseModel):
    """Why something was refused: one sentence, or one a line, in the reader's language."""

    detail: str


class CohortAnswer(BaseModel):
    """A cohort in which somebody learns or teaches; nbgrader's course."""

    id: str
    title: str
    learns: bool = Field(description="Whether this person may hand in here.")
    teaches: bool = Field(description="Whether this person may release and collect here.")


class WhoAnswer(BaseModel):
    """Who is asking, and in which cohorts they are."""

    id: str = Field(description="Staff number; empty where there is none.")
    cohorts: list[CohortAnswer]


class OfferedAnswer(BaseModel):
    """An assignment that learners of a cohort get."""

    cohort: str
    assignment: str
    notebooks: list[str] = Field(description="Names, without .ipynb.")
    files: dict[str, str] = Field(description="Name → SHA-256 (hex).")
    bytes: int
    digest: str = Field(description="SHA-256 (hex) that names these files.")
    released: bool = Field(description="False: nobody has said so; it is the workspace's own.")
    due: datetime | None = Field(description="Until when this person has; null: no due date.")


class FeedbackPage(BaseModel):
    """A page of feedback that can be had."""

    notebook: str
    sha256: str
    bytes: int


class ReceiptAnswer(BaseModel):
    """A receipt, and how far its hand-in is."""

    number: int | None = Field(description="null: handed in in another way, without a receipt.")
    submission: int = Field(description="What was taken; two receipts of one content share it.")
    cohort: str
    learner: str
    assignment: str
    digest: str = Field(description="SHA-256 (hex) that names the files.")
    files: dict[str, str] = Field(description="Name → SHA-256 (hex).")
    received_at: datetime = Field(description="By this it is in time or late.")
    late: bool
    state: str = Field(description="waiting, graded, or overtaken by something newer.")
    graded_at: datetime | None
    feedback: list[FeedbackPage]


class LeftFile(BaseModel):
    """A file that came and is not used, and why."""

    name: str
    why: str


class HandedInAnswer(BaseModel):
    """What came of a hand-in."""

    receipt: ReceiptAnswer
    new: bool = Field(description="False: the same was handed in before.")
    left_out: list[LeftFile]
    kept: list[str] = Field(description="Files of the hand-in before, which this one lacks.")


class StandingAnswer(BaseModel):
    """How far whoever asks is with an assignment."""

    state: str = Field(description="missing, waiting, graded, unanswered or review.")
    due: datetime | None = Field(description="Until when this person has; null: no due date.")
    over: bool = Field(description="Whether that moment is past.")
    score: float | None = Field(description="null: no score yet.")
    points: float = Field(description="What can be had.")
    has_feedback: bool = Field(description="Whether its page is there.")
    newest: ReceiptAnswer | None = Field(description="The last hand-in; null: there is none.")
