"""A refresher: one item practised again, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from terakoya.model.text import Text

__all__ = ["Ask", "Memory", "Refresher"]

_NOTHING = Text("", "")


class Ask(StrEnum):
    """How the answer is given: a number with its unit, a choice, a short text, or code."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    CODE = "code"


@dataclass(frozen=True)
class Refresher:
    """学び直し: one item, asked anew on other data.

    Attributes:
        item: the id of the answer cell.
        ask: how the answer is given; CODE needs none of the expressions.
        title: a short name; without one, the heading above the item.
        question: what is asked; empty for CODE, where the notebook's own text asks.
        prepare: code that runs after the reference solution and before the expressions.
        value: expression that gives the right answer.
        choices: expression that gives the list of choices.
        table: expression that gives the small table that the learner sees.
        unit: of a number.
        tolerance: by how much a number may differ from the right one.
        hints: opened one after another.
        explanation: shown after the attempt.
    """

    item: str
    ask: Ask
    question: Text
    title: Text = _NOTHING
    prepare: str = ""
    value: str = ""
    choices: str = ""
    table: str = ""
    unit: Text = _NOTHING
    tolerance: float = 0.0
    hints: tuple[Text, ...] = ()
    explanation: Text = _NOTHING

    @property
    def needs_code(self) -> bool:
        """Whether it can only be answered by code."""
        return self.ask is Ask.CODE


@dataclass(frozen=True)
class Memory:
    """What FSRS knows of one learner and one item.

    Attributes:
        stability: days until the chance of recall has fallen to 90 %.
        difficulty: 1 (easy) to 10.
        due: when to practise again, UTC.
        last_review: when it was last practised, UTC.
    """

    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
