"""How far one learner's assignment has come, as an office says it."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Standing"]


class Standing(StrEnum):
    """Where an assignment of a learner stands; every table, page and export says this one.

    Who is withdrawn counts in no figure, whatever was handed in.
    """

    MISSING = "missing"
    WAITING = "waiting"
    GRADED = "graded"
    UNANSWERED = "unanswered"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"
