"""A cohort: one run of a course, and the learners enrolled in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from terakoya.model.framework import Tier
from terakoya.model.text import Text

__all__ = ["Cohort", "KeptCourse", "Learner"]


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
class KeptCourse:
    """What a cohort keeps of its course: its title, and its assignments' titles in their order."""

    title: Text
    assignments: Mapping[str, Text]


@dataclass(frozen=True)
class Cohort:
    """研修クラス: one run of a course. Its id is nbgrader's ``course_id``.

    `kept` is its course as it was last seen, `archived_at` since when it is out of the lists; they
    make no other cohort of it.
    """

    id: str
    course_id: str
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    kept: KeptCourse | None = field(default=None, compare=False)
    archived_at: datetime | None = field(default=None, compare=False)
