"""A course: an ordered set of assignments."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.model.framework import Phase, Skill, Tier
from terakoya.model.text import Text

__all__ = ["Course"]


@dataclass(frozen=True)
class Course:
    """講座: what a cohort works through, in this order.

    Attributes:
        minutes: how long all of it takes, talks and breaks of its plan among it.
        prerequisites: the ids of courses that people should have done before.
    """

    id: str
    title: Text
    tier: Tier
    skills: tuple[Skill, ...]
    phase: Phase
    minutes: int
    assignments: tuple[str, ...]
    prerequisites: tuple[str, ...] = ()
