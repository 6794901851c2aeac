"""What a gradebook says of every submission: read in a few queries, by nbgrader's own rules.

nbgrader's objects ask the database for every single grade. Its sums are its formulas: a person's
points before automatic ones, extra credit on top, the late penalty off the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from terakoya_autograde.light_nbgrader import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)

__all__ = [
    "NO_RESPONSE",
    "ItemScore",
    "Score",
    "Which",
    "join_notebooks",
    "read_given",
    "read_points",
]
__all__ += ["read_scores", "read_times"]

ItemKey = tuple[str, str]
"""A notebook's name and a grade_id in it: what names an item within its assignment."""

NO_RESPONSE = "No response."
"""nbgrader's own words for an answer cell that is as it was released."""


@dataclass(frozen=True)
class ItemScore:
    """One item of one learner.

    Attributes:
        score: what counts: a person's points where there are any, with the extra credit.
        needs_manual_grade: whether a person has to look at it, or to look again.
        manual_score: the points that a person gave; None where nobody did.
    """

    notebook: str
    item: str
    score: float
    points: float
    needs_manual_grade: bool
    manual_score: float | None = None
    extra_credit: float = 0.0


@dataclass(frozen=True)
class Score:
    """One learner's score of one assignment, as nbgrader would export it.

    Attributes:
        comments: (notebook, cell) → what a person wrote in the formgrader.
        blank: the answer cells in which nobody wrote anything: (notebook, cell).
        penalty: points taken off because it was late; `score` is without them already.
    """

    learner_id: str
    assignment_id: str
    score: float
    max_score: float
    submitted_at: datetime | None
    items: tuple[ItemScore, ...]
    comments: Mapping[ItemKey, str]
    penalty: float = 0.0
    blank: frozenset[ItemKey] = frozenset()


@dataclass(frozen=True)
class Which:
    """Which submissions are asked for: an assignment's, of everybody or of some."""

    assignment_id: str
    learner_ids: Collection[str] | None

    def of(self, query: Any) -> Any:
        """Restrict a query that has the assignment and its submissions in it."""
        query = query.where(Assignment.name == self.assignment_id)
        if self.learner_ids is None:
            return query
        return query.where(SubmittedAssignment.student_id.in_(list(self.learner_ids)))


@dataclass
class _Found:
    """The rows of one submission, while they are read."""

    timestamp: datetime | None
    items: list[ItemScore] = field(default_factory=list)
    comments: dict[ItemKey, str] = field(default_factory=dict)
    blank: set[ItemKey] = field(default_factory=set)
    penalty: float = 0.0


def read_points(session: Session, assignment_id: str) -> dict[ItemKey, float]:
    """Return the full score of every graded and task cell; empty for an unknown assignment."""
    points: dict[ItemKey, float] = {}
    for table in (GradeCell, TaskCell):
        rows = session.execute(
            select(Notebook.name, table.name, table.max_score)
            .join(Notebook, Notebook.id == table.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .where(Assignment.name == assignment_id)
        )
        points |= {(notebook, cell): float(full or 0.0) for notebook, cell, full in rows}
    return points


def read_scores(
    session: Session, assignment_id: str, learner_ids: Collection[str] | None = None
) -> dict[str, Score]:
    """Return learner id → score, for the learners who handed the assignment in.

    Args:
        learner_ids: only theirs.
    """
    points = read_points(session, assignment_id)
    which = Which(assignment_id, learner_ids)
    found = _read_submissions(session, which)
    for learner_id, notebook, cell, grade in _read_grades(session, which):
        full = points.get((notebook, cell), 0.0)
        entry = found.setdefault(learner_id, _Found(None))  # may have come in between
        entry.items.append(replace(grade, notebook=notebook, item=cell, points=full))
    for learner_id, notebook, cell, text, automatic in _read_comments(session, which):
        entry = found.setdefault(learner_id, _Found(None))
        if text:
            entry.comments[notebook, cell] = text
        if automatic == NO_RESPONSE:
            entry.blank.add((notebook, cell))
    return {
        learner_id: Score(
            learner_id=learner_id,
            assignment_id=assignment_id,
            score=max(0.0, sum(item.score for item in entry.items) - entry.penalty),
            max_score=sum(points.values()),
            submitted_at=entry.timestamp,
            items=tuple(entry.items),
            comments=entry.comments,
            penalty=entry.penalty,
            blank=frozenset(entry.blank),
        )
        for learner_id, entry in found.items()
    }


def read_given(session: Session) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Return (learner, assignment, item) → points and full points, where a person gave them.

    Points that wait for another look are not among them.
    """
    rows = session.execute(
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            BaseCell.name,
            Grade.score,
            Grade.max_score,
        )
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Grade.manual_score.is_not(None), Grade.needs_manual_grade.is_(False))
    )
    return {(learner, name, cell): (score, full) for learner, name, cell, score, full in rows}


def read_times(session: Session, which: Which) -> dict[str, datetime | None]:
    """Return learner id → when they handed in, as far as the gradebook knows."""
    rows = session.execute(
        which.of(
            select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp).join(
                Assignment, Assignment.id == SubmittedAssignment.assignment_id
            )
        )
    )
    return {learner_id: timestamp for learner_id, timestamp in rows}  # noqa: C416 - rows, no pairs


def _read_submissions(session: Session, which: Which) -> dict[str, _Found]:
    times = read_times(session, which)
    found = {learner_id: _Found(timestamp) for learner_id, timestamp in times.items()}
    penalties = session.execute(
        join_notebooks(
            select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty),
            which,
        )
    )
    for learner_id, penalty in penalties:
        found.setdefault(learner_id, _Found(None)).penalty += penalty or 0.0
    return found


def _read_grades(session: Session, which: Which) -> list[tuple[str, str, str, ItemScore]]:
    columns = select(
        SubmittedAssignment.student_id,
        Notebook.name,
        BaseCell.name,
        Grade.score,
        Grade.needs_manual_grade,
        Grade.manual_score,
        Grade.extra_credit,
    )
    joined = join_notebooks(columns, which, Grade).join(BaseCell, BaseCell.id == Grade.cell_id)
    return [
        (
            learner_id,
            notebook,
            cell,
            ItemScore("", "", float(score), 0.0, bool(needs), manual, float(extra or 0.0)),
        )
        for learner_id, notebook, cell, score, needs, manual, extra in session.execute(joined)
    ]


def _read_comments(session: Session, which: Which) -> list[tuple[str, str, str, str, str]]:
    """Return (learner, notebook, cell, what a person wrote, what the grader wrote)."""
    columns = select(
        SubmittedAssignment.student_id,
        Notebook.name,
        BaseCell.name,
        Comment.manual_comment,
        Comment.auto_comment,
    )
    joined = join_notebooks(columns, which, Comment).join(BaseCell, BaseCell.id == Comment.cell_id)
    return [(*row[:3], row[3], row[4]) for row in session.execute(joined)]


def join_notebooks(columns: Any, which: Which, table: Any = None) -> Any:
    """Lead a query from an assignment's submissions to their notebooks, and to rows of these."""
    joined = which.of(
        columns.select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    )
    return (
        joined if table is None else joined.join(table, table.notebook_id == SubmittedNotebook.id)
    )
