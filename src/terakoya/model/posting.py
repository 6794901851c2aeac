"""Where people work: departments under one another, and postings, each with its days.

Staff move, mostly on 1 April. Whatever counts by department says of which day it speaks, and
`figure_day` is that day for figures of a cohort.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from terakoya.model.cohort import Cohort

__all__ = ["ALWAYS", "Department", "Period", "Posting", "day_before", "figure_day"]


@dataclass(frozen=True)
class Period:
    """From which day until which one, both among them; None where there is no such end."""

    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the day is in it."""
        has_begun = self.first is None or self.first <= day
        return has_begun and (self.last is None or day <= self.last)


ALWAYS = Period()
"""Since ever, and until further notice."""


@dataclass(frozen=True)
class Department:
    """部署: its code, its name, and the code of the department above it; empty at the top."""

    code: str
    name: str
    parent_code: str = ""
    period: Period = ALWAYS


@dataclass(frozen=True)
class Posting:
    """配属: where a person works; the department's name as it was then.

    A person has one main posting on a day, in which figures count them, and may have additional
    ones (兼務) in other departments, whose managers see them, too.
    """

    person_id: str
    department_code: str
    department: str
    position: str
    period: Period = ALWAYS
    is_additional: bool = False


def day_before(day: date) -> date:
    """Return the last day of what ends where something else begins on `day`."""
    return day - timedelta(days=1)


def figure_day(cohort: Cohort, today: date) -> date:
    """Return the day of which figures of a cohort speak: its last one, where that is over.

    So a transfer leaves yesterday's records with yesterday's department.
    """
    return today if cohort.ends_on is None else min(cohort.ends_on, today)
