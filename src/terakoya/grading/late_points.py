"""What is taken off late hand-ins: the one place that says it, for gradebook, tables and pages.

A cohort's rules decide; where they leave it to nbgrader's configuration, its plugin for late
submissions does. What came out stands in nbgrader's own column, so that its tools show the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from terakoya_autograde import AssignmentError
from terakoya_autograde.light_nbgrader import Grade, SubmittedAssignment, SubmittedNotebook
from terakoya_autograde.nbgrader_course import Penalty, read_late_plugin

from terakoya.errors import GradingError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.due_dates_in_gradebook import write_due_dates
from terakoya.grading.gradebook import existing_gradebook, gradebook_session
from terakoya.grading.scores import Which, join_notebooks
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates, EventKind, Submission
from terakoya.model.hand_in_rules import Counts, LatePenalty
from terakoya.records import (
    Database,
    has_happened,
    keep_automatic,
    list_checked,
    read_due_dates,
    read_rules,
)
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import course_of
from terakoya.workspace.workspace import CONFIG

__all__ = ["LatePoints", "points_by_now", "read_late_points", "settle_best", "settle_cohort"]
__all__ += ["settle_late_points"]


@dataclass(frozen=True)
class LatePoints:
    """What is taken off late hand-ins of one assignment.

    Attributes:
        plugin: nbgrader's, as it is configured; None where it is not.
    """

    assignment_id: str
    dates: DueDates
    plugin: Penalty | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether nobody has said what being late costs; what is in a gradebook stays then."""
        configured = self.dates.rules.of(self.assignment_id).penalty is LatePenalty.CONFIGURED
        return configured and self.plugin is None

    def seconds(self, submission: Submission) -> float:
        """Return how late it was; 0 where it was in time, or nothing is due."""
        due = self.dates.of(submission.learner_id, self.assignment_id)
        return due.seconds_late(submission.submitted_at) if due is not None else 0.0

    def take_off(self, learner_id: str, score: float, seconds: float) -> float | None:
        """Return the points that are taken off one notebook: as nbgrader asks its plugin."""
        rules = self.dates.rules.of(self.assignment_id)
        if rules.penalty is LatePenalty.CONFIGURED:
            return self.plugin(learner_id, score, seconds) if self.plugin is not None else None
        return rules.take_off(score, seconds)

    def leave(self, submission: Submission, points: Mapping[str, float]) -> float:
        """Return what is left of the points that checks gave a hand-in's notebooks."""
        seconds, left = self.seconds(submission), 0.0
        for score in points.values():
            off = self.take_off(submission.learner_id, score, seconds) if seconds > 0 else None
            left += score - max(0.0, min(off or 0.0, score))
        return left


def read_late_points(
    workspace: Workspace,
    session: Session,
    cohort_id: str,
    assignment_id: str,
    others: DueDates | None = None,
) -> LatePoints:
    """Return what holds now.

    Args:
        others: dates and rules in place of those that hold.

    Raises:
        GradingError: nbgrader's configuration, or its plugin, cannot be used.
    """
    dates = read_due_dates(session, cohort_id) if others is None else others
    if dates.rules.of(assignment_id).penalty is not LatePenalty.CONFIGURED:
        return LatePoints(assignment_id, dates)
    path = workspace.root / CONFIG
    try:
        plugin = read_late_plugin(path if path.exists() else None)
    except AssignmentError as error:
        raise GradingError(
            _("nbgrader's plugin for late submissions cannot be used: {reason}").format(
                reason=error
            ),
            where=CONFIG,
            remedy=_("Correct it, or say in the cohort's rules what being late costs."),
        ) from error
    return LatePoints(assignment_id, dates, plugin)


def settle_late_points(
    workspace: Workspace, database: Database, cohort_id: str, assignment_id: str
) -> None:
    """Bring a gradebook in step with due dates and rules: nbgrader's date, and what is taken off.

    Also what decides which hand-in is the best; if that is another one now, it is due to be graded.

    Raises:
        WorkspaceError: the gradebook cannot be used just now.
        GradingError: nbgrader's plugin cannot be used.
    """
    settle_best(workspace, database, cohort_id, assignment_id)
    directory = CourseDirectory(workspace.cohort(cohort_id))
    with database.reading() as session:
        late = read_late_points(workspace, session, cohort_id, assignment_id)
        was_told = has_happened(session, EventKind.DUE, cohort_id, assignment_id)
    if was_told or assignment_id in late.dates.assignments:
        write_due_dates(directory, assignment_id, late.dates)
    if not late.says_nothing:
        _write_penalties(directory, late)


def settle_best(
    workspace: Workspace, database: Database, cohort_id: str, assignment_id: str
) -> None:
    """Where the best hand-in counts, bring in step with due dates and rules what decides it.

    Raises:
        WorkspaceError: the records cannot be used just now.
        GradingError: nbgrader's plugin cannot be used.
    """
    with database.reading() as session:
        if read_rules(session, cohort_id).of(assignment_id).counts is not Counts.BEST:
            return
        late = read_late_points(workspace, session, cohort_id, assignment_id)
        checked = list_checked(session, cohort_id, assignment_id)
    points = {
        one.grading_id: late.leave(one.submission, one.points) for one in checked if one.points
    }
    kept = {one.grading_id: one.automatic for one in checked}
    moved = {key: value for key, value in points.items() if value != kept[key]}
    if moved:
        with database.session() as session:
            keep_automatic(session, moved)


def points_by_now(session: Session, cohort_id: str, late: LatePoints) -> dict[int, float]:
    """Return submission id → what these leave of the points that checks gave it."""
    return {
        one.submission.id: late.leave(one.submission, one.points)
        for one in list_checked(session, cohort_id, late.assignment_id)
        if one.points
    }


def settle_cohort(workspace: Workspace, database: Database, cohort: Cohort) -> None:
    """Do so for every assignment of a cohort; one that cannot be settled stops no other.

    Raises:
        WorkspaceError, GradingError: as `settle_late_points`.
    """
    problems: list[GradingError] = []
    for name in course_of(workspace, cohort).assignments:
        try:
            settle_late_points(workspace, database, cohort.id, name)
        except GradingError as error:
            problems.append(error)
    if problems:
        raise problems[0]


def _write_penalties(directory: CourseDirectory, late: LatePoints) -> None:
    with existing_gradebook(directory) as found:
        if found is None:
            return
    which = Which(late.assignment_id, None)
    with gradebook_session(directory) as session, session.begin():
        scores: dict[str, float] = {}
        rows = join_notebooks(select(SubmittedNotebook.id, Grade.score), which, Grade)
        for key, score in session.execute(rows):
            scores[key] = scores.get(key, 0.0) + float(score or 0.0)
        whose = select(
            SubmittedNotebook, SubmittedAssignment.student_id, SubmittedAssignment.timestamp
        )
        for notebook, learner_id, handed_in in session.execute(join_notebooks(whose, which)):
            penalty = _penalty(late, learner_id, scores.get(notebook.id, 0.0), handed_in)
            if notebook.late_submission_penalty != penalty:
                notebook.late_submission_penalty = penalty


def _penalty(
    late: LatePoints, learner_id: str, score: float, handed_in: datetime | None
) -> float | None:
    """Return what is taken off a notebook, between nothing and everything, as nbgrader does."""
    due = late.dates.of(learner_id, late.assignment_id)
    if due is None or handed_in is None:
        return None
    seconds = due.seconds_late(handed_in.replace(tzinfo=UTC))
    off = late.take_off(learner_id, score, seconds) if seconds > 0 else None
    return None if off is None else max(0.0, min(off, score))
