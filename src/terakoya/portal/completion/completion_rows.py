"""Who has completed which course: every assignment of it graded. No score is told here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from terakoya.grading import Entry, summarise
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, local_time
from terakoya.model.standing import Standing
from terakoya.portal.page_context import Office, said
from terakoya.records import list_cohorts
from terakoya.workspace.cohort_course import course_of

__all__ = ["FEWEST", "CompletionRow", "DepartmentRow", "count_departments", "read_completion"]

FEWEST = 5
"""A figure about fewer people is not told: who knows the department would know who they are."""


@dataclass(frozen=True)
class CompletionRow:
    """One learner in one cohort; `done` of `all` assignments are graded."""

    learner: Learner
    cohort: Cohort
    course: str
    done: int
    all: int
    handed_in: str
    handed_in_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every assignment is graded."""
        return self.all > 0 and self.done == self.all


@dataclass(frozen=True)
class DepartmentRow:
    """One department in one cohort, in figures.

    Attributes:
        people: how many take part.
        begun: how many have handed in anything.
        complete: how many have completed it.
    """

    code: str
    department: str
    cohort: str
    course: str
    people: int
    begun: int
    complete: int

    @property
    def people_words(self) -> str:
        """How many take part, as far as it may be told."""
        return str(self.people) if self.people >= FEWEST else _("under {n}").format(n=FEWEST)

    @property
    def people_told(self) -> int:
        """The same to sort by: all of which only that may be told are one."""
        return self.people if self.people >= FEWEST else 0

    def share(self, count: int) -> float | None:
        """Return which share of these people a count is; None where `words` does not tell it."""
        told = self.people >= FEWEST and all(
            few == 0 or few >= FEWEST for few in (count, self.people - count)
        )
        return count / self.people if told else None

    def words(self, count: int) -> str:
        """Return a count of these people as far as it may be told, with its share.

        Neither the few who are counted are told, nor the few who are not.
        """
        if self.people < FEWEST:
            return "–"
        if 0 < count < FEWEST:
            return _("under {n}").format(n=FEWEST)
        if 0 < self.people - count < FEWEST:
            return _("more than {n}").format(n=self.people - FEWEST)
        return f"{count} ({count / self.people:.0%})"


def read_completion(office: Office) -> list[CompletionRow]:
    """Return everybody who takes part in a cohort that is not archived."""
    with office.database.reading() as session:
        cohorts = [one for one in list_cohorts(session) if one.archived_at is None]
    return [row for cohort in cohorts for row in _read_cohort(office, cohort)]


def count_departments(
    rows: Iterable[CompletionRow], codes: Collection[str] | None
) -> list[DepartmentRow]:
    """Return the figures of departments.

    Args:
        codes: only these departments; all where nothing is said.
    """
    found: dict[tuple[str, str], list[CompletionRow]] = defaultdict(list)
    for row in rows:
        if codes is None or row.learner.department_code in codes:
            found[row.learner.department_code, row.cohort.id].append(row)
    return [
        DepartmentRow(
            code=code,
            department=group[0].learner.department,
            cohort=group[0].cohort.title,
            course=group[0].course,
            people=len(group),
            begun=sum(bool(row.handed_in) for row in group),
            complete=sum(row.is_complete for row in group),
        )
        for (code, _cohort), group in sorted(found.items())
    ]


def _read_cohort(office: Office, cohort: Cohort) -> list[CompletionRow]:
    summary = summarise(office.workspace, office.database, cohort)
    course = said(course_of(office.workspace, cohort).title)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in summary.entries:
        if not entry.withdrawn:
            entries[entry.learner.id].append(entry)
    return [_row(cohort, course, group) for group in entries.values()]


def _row(cohort: Cohort, course: str, entries: list[Entry]) -> CompletionRow:
    handed_in = [one.submission.submitted_at for one in entries if one.submission is not None]
    return CompletionRow(
        learner=entries[0].learner,
        cohort=cohort,
        course=course,
        done=sum(one.standing is Standing.GRADED for one in entries),
        all=len(entries),
        handed_in=local_time(max(handed_in)) if handed_in else "",
        handed_in_at=max(handed_in) if handed_in else None,
    )
