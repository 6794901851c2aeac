"""A question to a live model: who asks it, of which lab, and how it ended. Never its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

__all__ = ["AskEnding", "AskOutcome", "AskPlace", "Asked", "Asker", "DailyBudget", "Question"]


class AskPlace(StrEnum):
    """Where the question was asked."""

    LAB = "lab"  # JupyterLab, by the person at this machine
    APP = "app"
    GRADING = "grading"
    RECORDING = "recording"  # by an author, for a lab's recorded answers
    CHECK = "check"  # whether the endpoint answers at all


class AskOutcome(StrEnum):
    """How a question ended."""

    ASKED = "asked"  # it is on its way, or what asked it was killed
    ANSWERED = "answered"
    FAILED = "failed"
    BLOCKED = "blocked"  # the guard found personal data: nothing was sent
    OVER_BUDGET = "over-budget"  # the day's budget was used up: nothing was sent


@dataclass(frozen=True)
class Asker:
    """Who asks, and for what.

    Attributes:
        who: whose budget it is: a learner's id, or an account of this machine.
    """

    place: AskPlace
    who: str
    cohort_id: str = ""
    assignment_id: str = ""


@dataclass(frozen=True)
class DailyBudget:
    """What one of those who ask may use a day, of questions and of characters of both sides."""

    asks: int
    characters: int


@dataclass(frozen=True)
class AskEnding:
    """How a question ended.

    Attributes:
        answer_characters: of what came back.
        tokens: of both sides, as the provider counts them; None where it does not.
        model: by which name it said that it answered.
        kinds: of what was blocked, kind → how often.
    """

    outcome: AskOutcome
    answer_characters: int = 0
    tokens: int | None = None
    model: str = ""
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """That somebody asks something, without what.

    Attributes:
        day: whose budget it uses, in local time.
        model: which one is asked.
        characters: how long it is.
    """

    asker: Asker
    at: datetime
    day: date
    model: str
    characters: int


@dataclass(frozen=True)
class Asked:
    """One line of the log: a question and its ending; `by` is the account that has sent it."""

    question: Question
    ending: AskEnding
    by: str = ""
