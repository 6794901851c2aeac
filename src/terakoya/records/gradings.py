"""How each submission went in each run, and which grading the gradebook's scores come from.

A score is written in two databases. `begin_grading` says, before the gradebook is touched, that a
run is about to; `save_grading` says, after it, what the gradebook now holds. A kill in between
leaves a current grading without its grading: the next run grades that submission again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from terakoya.model import Cause, Reason
from terakoya.records.tables import CurrentGradingRow, GradingRow, SubmissionRow

__all__ = ["CurrentGrading", "Grading", "ScoreChange", "any_asked", "ask_again"]
__all__ += ["begin_grading", "current_gradings", "gradings_that_count", "list_gradings"]
__all__ += ["list_gradings_of", "list_score_changes", "save_beaten", "save_failure", "save_grading"]
__all__ += ["sum_points"]

_FIRST = Reason(Cause.FIRST)
_AT_ONCE = 500  # numbers in one query: databases bound how many there may be

Key = tuple[str, str]
"""Learner and assignment: what names a score within its cohort."""


@dataclass(frozen=True)
class Grading:
    """One submission in one run: what was graded, why, with what, and how it ended.

    Attributes:
        items: of each item, as plain data.
        problem: why nothing of it was kept; empty where it was.
        score_before, score_after: what the gradebook said; None where it said nothing, or where
            nobody looked.
        held: a digest of what the gradebook held afterwards; empty where nobody looked.
        automatic: the points that checks gave, without what is taken off for being late; None
            where that was not kept.
    """

    submission_id: int
    assignment_digest: str
    engine: str
    environment_digest: str
    sandbox: str
    status: str
    seconds: float
    graded_at: datetime
    items: tuple[Mapping[str, Any], ...] = ()
    run_id: int | None = None
    reason: Reason = _FIRST
    problem: str = ""
    score_before: float | None = None
    score_after: float | None = None
    held: str = ""
    automatic: float | None = None

    @property
    def knows_points(self) -> bool:
        """Whether it tells what checks gave, whatever being late costs."""
        return sum_points(self.items) is not None


@dataclass(frozen=True)
class CurrentGrading:
    """Which submission and version the gradebook's score of a learner's assignment comes from.

    Attributes:
        interrupted: a run was about to write, and nobody knows how far it came.
        asked: somebody wants it graded again, and it has not been.
        run_id: which run wrote last, or was about to.
        held: as of its `Grading`; empty while it is interrupted.
    """

    submission_id: int
    assignment_digest: str
    run_id: int | None
    interrupted: bool
    asked: bool
    held: str = ""


@dataclass(frozen=True)
class ScoreChange:
    """A score that a run changed: whose, from what to what, when, why and at whose command."""

    learner_id: str
    assignment_id: str
    before: float
    after: float
    at: datetime
    run_id: int | None
    reason: Reason


def sum_points(items: Iterable[Mapping[str, Any]]) -> dict[str, float] | None:
    """Return notebook → the points that checks gave it, before anything is taken off.

    None where a grading's items do not tell: the first ones were kept without their points.
    """
    found: dict[str, float] = {}
    for item in items:
        if "points" not in item:
            return None
        found[item["notebook"]] = found.get(item["notebook"], 0.0) + item["points"]
    return found


def current_gradings(
    session: Session, cohort_id: str, assignment_id: str | None = None
) -> dict[Key, CurrentGrading]:
    """Return (learner, assignment) → what the gradebook's score comes from."""
    query = (
        select(CurrentGradingRow, GradingRow.held)
        .outerjoin(GradingRow, GradingRow.id == CurrentGradingRow.grading_id)
        .where(CurrentGradingRow.cohort_id == cohort_id)
    )
    if assignment_id is not None:
        query = query.where(CurrentGradingRow.assignment_id == assignment_id)
    return {
        (row.learner_id, row.assignment_id): CurrentGrading(
            submission_id=row.submission_id,
            assignment_digest=row.assignment_digest,
            run_id=row.run_id,
            interrupted=row.grading_id is None,
            asked=row.asked_by is not None,
            held=held or "",
        )
        for row, held in session.execute(query)
    }


def any_asked(session: Session, cohort_id: str, assignment_ids: Iterable[str]) -> bool:
    """Tell whether anything of these assignments is to be graded again, and has not been."""
    query = select(CurrentGradingRow.learner_id).where(
        CurrentGradingRow.cohort_id == cohort_id,
        CurrentGradingRow.assignment_id.in_(list(assignment_ids)),
        CurrentGradingRow.asked_by.is_not(None),
    )
    return session.scalar(query.limit(1)) is not None


def ask_again(session: Session, cohort_id: str, assignment_ids: Iterable[str], run_id: int) -> None:
    """Note that everything graded of these assignments is to be graded again."""
    session.execute(
        update(CurrentGradingRow)
        .where(
            CurrentGradingRow.cohort_id == cohort_id,
            CurrentGradingRow.assignment_id.in_(list(assignment_ids)),
        )
        .values(asked_by=run_id)
    )


def begin_grading(
    session: Session,
    submission_id: int,
    assignment_digest: str,
    run_id: int,
    score: float | None,
    best: float | None = None,
) -> bool:
    """Note that a run is about to write a submission's score; False where that is overtaken.

    It is overtaken where a later run has written, where the learner has handed in something newer,
    or where the submission was deleted: a score is never replaced by that of something older, or,
    where the best counts, of something worse.

    Args:
        score: what the gradebook says at this moment; where it says nothing, it has lost what is
            known here.
        best: where the best hand-in counts, what checks gave this one; else None, and the newest
            counts.
    """
    submission = session.get(SubmissionRow, submission_id)
    if submission is None:
        return False
    if best is None and _newest_of_same(session, submission) != submission_id:
        return False
    row = _current(session, submission)
    if best is not None and _is_beaten(session, row, submission, assignment_digest, best):
        return False
    if row is not None and row.run_id is not None and row.run_id > run_id:
        return False
    if row is None:
        row = _add_current(session, submission)
        row.score = score
    elif row.grading_id is not None and score is not None:
        row.score = score  # of an interrupted one, what it was before that is known already
    row.submission_id, row.assignment_digest = submission_id, assignment_digest
    row.run_id, row.grading_id = run_id, None
    session.flush()
    return True


def save_grading(session: Session, grading: Grading) -> Grading | None:
    """Keep what came out, and that the gradebook now holds it; return it as it is kept.

    None where the submission was deleted in the meantime: there is nothing that it could be of.
    """
    submission = session.get(SubmissionRow, grading.submission_id)
    if submission is None:
        return None
    current = _current(session, submission)
    known = current.score if current is not None else None
    row = _add_row(
        session, grading, known if grading.score_before is None else grading.score_before
    )
    if current is None:
        current = _add_current(session, submission)
    current.submission_id, current.assignment_digest = row.submission_id, row.assignment_digest
    current.run_id, current.grading_id, current.asked_by = row.run_id, row.id, None
    current.score = row.score_after
    session.flush()
    return _grading(row)


def save_beaten(session: Session, grading: Grading) -> None:
    """Keep how a hand-in was graded beside a better one; what counted before still counts."""
    if session.get(SubmissionRow, grading.submission_id) is not None:
        _add_row(session, grading, None)


def save_failure(session: Session, grading: Grading) -> None:
    """Keep that a submission could not be graded; what counted before still counts."""
    if session.get(SubmissionRow, grading.submission_id) is not None:
        _add_row(session, grading, None)


def gradings_that_count(session: Session, submission_ids: Iterable[int]) -> dict[int, Grading]:
    """Return submission id → its grading, of those that the gradebook's scores come from."""
    query = (
        select(GradingRow)
        .join(CurrentGradingRow, CurrentGradingRow.grading_id == GradingRow.id)
        .where(GradingRow.submission_id.in_(list(submission_ids)))
    )
    return {row.submission_id: _grading(row) for row in session.scalars(query)}


def list_gradings(session: Session, submission_ids: Iterable[int]) -> dict[int, Grading]:
    """Return submission id → how it was graded last, whether its score counts now or not."""
    wanted = list(submission_ids)
    found: dict[int, Grading] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(GradingRow).where(
            GradingRow.submission_id.in_(wanted[at : at + _AT_ONCE]), GradingRow.problem == ""
        )
        for row in session.scalars(query.order_by(GradingRow.id)):
            found[row.submission_id] = _grading(row)
    return found


def list_gradings_of(session: Session, whose: tuple[str, str, str]) -> tuple[Grading, ...]:
    """Return what was ever kept of one (cohort, learner, assignment), the oldest first."""
    query = (
        select(GradingRow)
        .join(SubmissionRow, SubmissionRow.id == GradingRow.submission_id)
        .where(
            SubmissionRow.cohort_id == whose[0],
            SubmissionRow.learner_id == whose[1],
            SubmissionRow.assignment_id == whose[2],
            GradingRow.problem == "",
        )
    )
    return tuple(_grading(row) for row in session.scalars(query.order_by(GradingRow.id)))


def list_score_changes(
    session: Session,
    cohort_id: str,
    *,
    run_id: int | None = None,
    learner_id: str | None = None,
) -> tuple[ScoreChange, ...]:
    """Return every change of a score that had been given before, the oldest first.

    Args:
        run_id: only by this run.
        learner_id: only this learner's.
    """
    query = (
        select(GradingRow, SubmissionRow.learner_id, SubmissionRow.assignment_id)
        .join(SubmissionRow, SubmissionRow.id == GradingRow.submission_id)
        .where(
            SubmissionRow.cohort_id == cohort_id,
            GradingRow.score_before.is_not(None),
            GradingRow.score_after.is_not(None),
            GradingRow.score_before != GradingRow.score_after,
        )
        .order_by(GradingRow.id)
    )
    if run_id is not None:
        query = query.where(GradingRow.run_id == run_id)
    if learner_id is not None:
        query = query.where(SubmissionRow.learner_id == learner_id)
    return tuple(
        ScoreChange(
            learner_id=learner_id,
            assignment_id=assignment_id,
            before=row.score_before or 0.0,
            after=row.score_after or 0.0,
            at=row.graded_at,
            run_id=row.run_id,
            reason=_reason(row),
        )
        for row, learner_id, assignment_id in session.execute(query)
    )


def _is_beaten(
    session: Session,
    row: CurrentGradingRow | None,
    submission: SubmissionRow,
    assignment_digest: str,
    points: float,
) -> bool:
    """Tell whether the score that is there is of a better hand-in, or of a later one as good.

    One of another version says nothing of this one.
    """
    if row is None or row.grading_id is None or row.submission_id == submission.id:
        return False
    if row.assignment_digest != assignment_digest:
        return False
    known = session.get_one(GradingRow, row.grading_id)
    automatic = known.score_after if known.automatic is None else known.automatic
    if (automatic or 0.0) != points:
        return (automatic or 0.0) > points
    other = session.get_one(SubmissionRow, row.submission_id)
    return (other.submitted_at, other.id) > (submission.submitted_at, submission.id)


def _newest_of_same(session: Session, submission: SubmissionRow) -> int | None:
    """Return the id of the newest submission of the same learner and assignment."""
    return session.scalar(
        select(SubmissionRow.id)
        .where(
            SubmissionRow.cohort_id == submission.cohort_id,
            SubmissionRow.learner_id == submission.learner_id,
            SubmissionRow.assignment_id == submission.assignment_id,
        )
        .order_by(SubmissionRow.submitted_at.desc(), SubmissionRow.id.desc())
        .limit(1)
    )


def _current(session: Session, submission: SubmissionRow) -> CurrentGradingRow | None:
    key = (submission.cohort_id, submission.learner_id, submission.assignment_id)
    return session.get(CurrentGradingRow, key, with_for_update=True)


def _add_current(session: Session, submission: SubmissionRow) -> CurrentGradingRow:
    row = CurrentGradingRow(
        cohort_id=submission.cohort_id,
        learner_id=submission.learner_id,
        assignment_id=submission.assignment_id,
    )
    session.add(row)
    return row


def _add_row(session: Session, grading: Grading, before: float | None) -> GradingRow:
    row = GradingRow(
        submission_id=grading.submission_id,
        run_id=grading.run_id,
        assignment_digest=grading.assignment_digest,
        engine=grading.engine,
        environment_digest=grading.environment_digest,
        sandbox=grading.sandbox,
        status=grading.status,
        seconds=grading.seconds,
        graded_at=grading.graded_at,
        items=[dict(item) for item in grading.items],
        cause=grading.reason.cause.value,
        changed=list(grading.reason.changed),
        problem=grading.problem,
        score_before=before,
        score_after=grading.score_after,
        held=grading.held,
        automatic=grading.automatic,
    )
    session.add(row)
    session.flush()
    return row


def _grading(row: GradingRow) -> Grading:
    return Grading(
        submission_id=row.submission_id,
        assignment_digest=row.assignment_digest,
        engine=row.engine,
        environment_digest=row.environment_digest,
        sandbox=row.sandbox,
        status=row.status,
        seconds=row.seconds,
        graded_at=row.graded_at,
        items=tuple(row.items),
        run_id=row.run_id,
        reason=_reason(row),
        problem=row.problem,
        score_before=row.score_before,
        score_after=row.score_after,
        held=row.held,
        automatic=row.automatic,
    )


def _reason(row: GradingRow) -> Reason:
    return Reason(Cause(row.cause) if row.cause else Cause.FIRST, tuple(row.changed))
