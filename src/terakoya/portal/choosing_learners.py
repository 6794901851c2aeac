"""Which learners of a cohort a visitor wants to see: by standing, department, or words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from terakoya.portal.site import CohortPage, LearnerRow

__all__ = ["LATE", "Choice", "list_departments", "plain_text"]

LATE = "late"
"""What the form asks for beside standings: somebody who is counted, with anything late."""


@dataclass(frozen=True)
class Choice:
    """What the page's form asks for; what is empty asks for nothing.

    Attributes:
        standing: one of `Standing`'s values: somebody with any assignment that stands so; or
            `LATE`.
        department: a department's name.
        words: a part of a name or a staff number, with or without spaces, of any width.
        sort: how the rows are ordered; it leaves nobody out.
    """

    standing: str = ""
    department: str = ""
    words: str = ""
    sort: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it may leave somebody out."""
        return bool(self.standing or self.department or plain_text(self.words))

    def choose(self, page: CohortPage) -> tuple[LearnerRow, ...]:
        """Return the rows that are asked for, in the page's order."""
        return tuple(row for row in page.rows if self._wants(page, row))

    def sorted_by(self, key: str) -> str:
        """Return the query of the same choice in another order."""
        asked = {"standing": self.standing, "department": self.department, "q": self.words}
        return "?" + urlencode(
            {name: value for name, value in asked.items() if value} | {"sort": key}
        )

    def _wants(self, page: CohortPage, row: LearnerRow) -> bool:
        cells = [row.cell(assignment.id) for assignment in page.assignments]
        standings = {cell.status.value for cell in cells}
        if not row.withdrawn and any(cell.late for cell in cells):
            standings.add(LATE)
        wanted = plain_text(self.words)
        found = wanted in plain_text(row.name) or wanted in plain_text(row.learner_id)
        return (
            (not self.standing or self.standing in standings)
            and (not self.department or self.department == row.department)
            and found
        )


def list_departments(rows: Sequence[LearnerRow]) -> tuple[str, ...]:
    """Return the departments of learners, in the order in which they come."""
    return tuple(dict.fromkeys(row.department for row in rows if row.department))


def plain_text(text: str) -> str:
    """Return a text as people compare it: without spaces, width and case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
