"""Keeping nbgrader's due dates in step with ours, which are the ones that count.

nbgrader has a date for each assignment and an extension for each submission. Its formgrader shows
them, and its own commands go by them (`collect --before-duedate`, penalties of `autograde`). So it
is told what the records say; what somebody enters there is not read.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from terakoya_autograde.light_nbgrader import Assignment, SubmittedAssignment

from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook, gradebook_session
from terakoya.model import Due, DueDates

__all__ = ["write_due_dates"]


def write_due_dates(directory: CourseDirectory, assignment_id: str, dates: DueDates) -> None:
    """Write an assignment's due date and extensions into the gradebook, if it is in there.

    An extension is known there once its learner has handed in and was graded. nbgrader knows no
    grace: its date is the last moment that is in time.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
    """
    with existing_gradebook(directory) as found:
        if found is None:
            return
    due = dates.assignments.get(assignment_id)
    with gradebook_session(directory) as session, session.begin():
        assignment = session.scalar(select(Assignment).where(Assignment.name == assignment_id))
        if assignment is None:
            return
        last = None if due is None else Due(due, grace=_grace(dates, assignment_id)).last
        assignment.duedate = None if last is None else last.replace(tzinfo=None)
        handed_in = select(SubmittedAssignment).where(
            SubmittedAssignment.assignment_id == assignment.id
        )
        for submission in session.scalars(handed_in):
            own = dates.of(submission.student_id, assignment_id)
            longer = own.at - due if own and due and own.extended else None
            submission.extension = longer


def _grace(dates: DueDates, assignment_id: str) -> timedelta:
    return timedelta(minutes=dates.rules.of(assignment_id).grace)
