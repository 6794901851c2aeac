"""Applying for a cohort: its few states, and the steps that lead from one to another.

All of it is one table, `NEXT`; docs/reference/applications.md shows the same. Whoever is agreed to
waits, be it for no time: seats are given to those who wait, in their order, and in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from terakoya.model.posting import ALWAYS, Period

__all__ = ["LIVE", "NEXT", "Application", "Opening", "State", "Step", "Way", "next_state"]


class State(StrEnum):
    """How far an application has come."""

    APPLIED = "applied"  # the superior has not decided
    WAITING = "waiting"  # agreed, and no seat is free
    ENROLLED = "enrolled"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can happen to an application."""

    AGREE = "agree"  # the superior
    REFUSE = "refuse"  # the superior, with a reason
    SEAT = "seat"  # a seat is free, and this one is first
    PLACE = "place"  # the office has put the person on the cohort's roster
    CANCEL = "cancel"  # the person, or the office


class Way(StrEnum):
    """Who has applied."""

    OWN = "own"
    PROXY = "proxy"  # somebody else for the person; the superior decides
    NOMINATION = "nomination"  # the superior, who has decided by it


NEXT: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.APPLIED, Step.AGREE): State.WAITING,
        (State.APPLIED, Step.REFUSE): State.REFUSED,
        (State.APPLIED, Step.PLACE): State.ENROLLED,
        (State.APPLIED, Step.CANCEL): State.CANCELLED,
        (State.WAITING, Step.SEAT): State.ENROLLED,
        (State.WAITING, Step.PLACE): State.ENROLLED,
        (State.WAITING, Step.CANCEL): State.CANCELLED,
        (State.ENROLLED, Step.CANCEL): State.CANCELLED,
    }
)
"""(state, step) → the state after it. What is not here cannot happen."""

LIVE = frozenset(state for state, _step in NEXT)
"""The states in which something can still happen; a person has one such application a cohort."""


def next_state(state: State, step: Step) -> State | None:
    """Return the state after a step; None where that step cannot be taken."""
    return NEXT.get((state, step))


@dataclass(frozen=True)
class Opening:
    """That a cohort may be applied for.

    Attributes:
        seats: how many can take part; as many as want to where it is None.
        period: the days on which people apply, the first and the last among them.
    """

    cohort_id: str
    seats: int | None = None
    period: Period = ALWAYS

    def is_open_on(self, day: date) -> bool:
        """Tell whether people may apply on a day."""
        return self.period.holds_on(day)

    def free(self, taken: int) -> int | None:
        """Return how many seats are free; None where there is no bound."""
        return None if self.seats is None else max(0, self.seats - taken)


@dataclass(frozen=True)
class Application:
    """申請: that somebody wants to take part in a cohort.

    Attributes:
        applied_by: the account that applied; not the person's own where `way` is another one.
        state_at: since when it is in its state.
        queued_at: since when the person waits, or waited; the order of the waiting list.
        decided_by: the account of who agreed or refused; empty before.
        reason: why it was refused or cancelled.
    """

    id: int
    cohort_id: str
    person_id: str
    state: State
    way: Way
    applied_at: datetime
    applied_by: str
    state_at: datetime
    queued_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""

    @property
    def is_live(self) -> bool:
        """Whether something can still happen to it."""
        return self.state in LIVE
