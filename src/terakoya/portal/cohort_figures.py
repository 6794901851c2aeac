"""The figures above a cohort's table, and the order of its rows."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from terakoya.model.standing import Standing
from terakoya.portal.site import AssignmentColumn, CohortPage, LearnerRow

__all__ = ["SORT_KEYS", "AssignmentSummary", "sort_rows", "summarise_cohort"]

SORT_KEYS = ("id", "name", "department", "total")


@dataclass(frozen=True)
class AssignmentSummary:
    """One assignment over a whole cohort, without those who withdrew.

    `median` is in points; None without any score.
    """

    title: str
    points: float
    learners: int
    handed_in: int
    graded: int
    median: float | None
    late: int = 0
    due: str = ""


def summarise_cohort(page: CohortPage) -> tuple[AssignmentSummary, ...]:
    """Return one summary for each assignment, in the course's order."""
    return tuple(_summarise(assignment, page.counted) for assignment in page.assignments)


def _summarise(assignment: AssignmentColumn, rows: Sequence[LearnerRow]) -> AssignmentSummary:
    cells = [row.cell(assignment.id) for row in rows]
    scores = [cell.score for cell in cells if cell.score is not None]
    return AssignmentSummary(
        title=assignment.title,
        points=assignment.points,
        learners=len(cells),
        handed_in=sum(cell.is_handed_in for cell in cells),
        graded=sum(cell.status in (Standing.GRADED, Standing.UNANSWERED) for cell in cells),
        median=statistics.median(scores) if scores else None,
        late=sum(cell.late for cell in cells),
        due=assignment.due,
    )


def sort_rows(rows: Sequence[LearnerRow], order: str) -> tuple[LearnerRow, ...]:
    """Return the rows ordered by one of `SORT_KEYS`, backwards if it begins with ``-``.

    An unknown key leaves the order as it is. Learners without a total come last either way.
    """
    key, backwards = order.removeprefix("-"), order.startswith("-")
    if key == "total":
        scored = [row for row in rows if row.total is not None]
        rest = [row for row in rows if row.total is None]
        return (*sorted(scored, key=lambda row: row.total or 0.0, reverse=backwards), *rest)
    attribute = {"id": "learner_id", "name": "name", "department": "department"}.get(key)
    if attribute is None:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: str(getattr(row, attribute)), reverse=backwards))
