"""Rules of handing in: which hand-in counts, how many there may be, and what being late costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = ["FOR_ALL", "CohortRules", "Counts", "HandInRules", "LatePenalty", "choose_counting"]

FOR_ALL = ""
"""Stands for an assignment's id where a rule is of every assignment of a cohort."""
_DAY = 86_400.0  # seconds


class Counts(StrEnum):
    """Which of several hand-ins counts."""

    LAST = "last"
    BEST = "best"


class LatePenalty(StrEnum):
    """What is taken off a hand-in that is late.

    Configured is what the plugin says that nbgrader is configured with; that is nothing by itself.
    """

    CONFIGURED = "configured"
    NONE = "none"
    ZERO = "zero"
    PER_DAY = "per-day"


@dataclass(frozen=True)
class HandInRules:
    """The rules of one assignment in one cohort.

    Attributes:
        most: how often it may be handed in; None: as often as one likes.
        pause: minutes that have to pass between two hand-ins.
        grace: minutes after the due date in which a hand-in is still in time.
        per_day: percent of the points that are taken off for each day that has begun.
        at_most: percent that are taken off at most.
    """

    counts: Counts = Counts.LAST
    most: int | None = None
    pause: int = 0
    grace: int = 0
    penalty: LatePenalty = LatePenalty.CONFIGURED
    per_day: float = 0.0
    at_most: float = 100.0

    def take_off(self, score: float, seconds: float) -> float | None:
        """Return the points that are taken off; None for none.

        Args:
            score: the points that were got.
            seconds: how late it was; not more than 0 is in time.
        """
        if seconds <= 0 or self.penalty in (LatePenalty.CONFIGURED, LatePenalty.NONE):
            return None
        if self.penalty is LatePenalty.ZERO:
            return score
        percent = min(self.per_day * math.ceil(seconds / _DAY), self.at_most)
        return score * percent / 100

    def next_at(self, handed_in: Sequence[datetime]) -> datetime | None:
        """Return from when on it may be handed in again; None where nothing was.

        Args:
            handed_in: when it was before, the oldest first.
        """
        return handed_in[-1] + timedelta(minutes=self.pause) if handed_in else None

    def left(self, handed_in: Sequence[datetime]) -> int | None:
        """Return how often it may still be handed in; None where there is no bound."""
        return None if self.most is None else max(0, self.most - len(handed_in))


@dataclass(frozen=True)
class CohortRules:
    """A cohort's rules by assignment; `FOR_ALL` has those of assignments without their own."""

    rules: Mapping[str, HandInRules] = field(default_factory=dict)

    def of(self, assignment_id: str) -> HandInRules:
        """Return the rules of an assignment."""
        return self.rules.get(assignment_id) or self.rules.get(FOR_ALL) or HandInRules()


def choose_counting(
    ids: Sequence[int], points: Mapping[int, float], counts: Counts = Counts.LAST
) -> int:
    """Return which of one learner's hand-ins of one assignment counts.

    Where the best counts, what was handed in last counts until it is graded; of equals, the last.

    Args:
        ids: the oldest first; there is at least one.
        points: what is graded → the points that checks gave it, without what is taken off.
    """
    if counts is Counts.LAST or ids[-1] not in points:
        return ids[-1]
    known = [one for one in ids if one in points]
    return max(reversed(known), key=lambda one: points[one])
