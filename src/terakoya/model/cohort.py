"""A cohort: one run of a course, and the learners enrolled in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terakoya.model.framework import Tier

__all__ = ["Cohort", "Learner"]


@dataclass(frozen=True)
class Learner:
    """受講者: one row of a roster. `id` is the staff number, kept as text."""

    id: str
    name: str
    department_code: str
    department: str
    position: str
    tier: Tier
    email: str


@dataclass(frozen=True)
class Cohort:
    """研修クラス: one run of a course. Its id is nbgrader's ``course_id``."""

    id: str
    course_id: str
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
