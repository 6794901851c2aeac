"""A cohort's results as a list of columns: one row a learner, for a file that Excel opens."""

from __future__ import annotations

from functools import partial

from terakoya.grading import name_standing
from terakoya.language import gettext as _
from terakoya.portal.listing import Column
from terakoya.portal.site import AssignmentColumn, CohortPage, LearnerRow

__all__ = ["cohort_columns"]


def cohort_columns(page: CohortPage) -> list[Column[LearnerRow]]:
    """Return who it is, then status, lateness and score of each assignment, and the total."""
    columns = [
        Column[LearnerRow]("id", _("Staff number"), lambda row: row.learner_id),
        Column[LearnerRow]("name", _("Name"), lambda row: row.name),
        Column[LearnerRow]("department", _("Department"), lambda row: row.department),
    ]
    for assignment in page.assignments:
        title = assignment.title
        columns += [
            Column(f"{assignment.id}-status", title, partial(_status, assignment)),
            Column(
                f"{assignment.id}-late",
                _("{title}: late").format(title=title),
                partial(_late, assignment),
            ),
            Column(
                f"{assignment.id}-score",
                _("{title}: score").format(title=title),
                partial(_score, assignment),
            ),
        ]
    return [*columns, Column("total", _("Total"), lambda row: row.total)]


def _status(assignment: AssignmentColumn, row: LearnerRow) -> str:
    return name_standing(row.cell(assignment.id).status)


def _late(assignment: AssignmentColumn, row: LearnerRow) -> str:
    return _("Late") if row.cell(assignment.id).late else ""


def _score(assignment: AssignmentColumn, row: LearnerRow) -> float | None:
    return row.cell(assignment.id).score
