"""What has to be graded, and why: told from the records and the workspace, never queued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session
from terakoya_autograde import VersionId, compare_parts

from terakoya.errors import GradingError, TerakoyaError
from terakoya.grading.grader import CohortGrader, identify
from terakoya.grading.grading_job import Job
from terakoya.grading.held import is_held
from terakoya.grading.late_points import settle_best
from terakoya.model import Assignment, Cause, Reason, Submission
from terakoya.model.hand_in_rules import Counts
from terakoya.records import (
    CurrentGrading,
    Grading,
    counting_submissions,
    current_gradings,
    find_version,
    list_gradings,
    list_submissions,
    read_rules,
    submitted_assignments,
)

__all__ = ["Planned", "handed_in", "left_behind", "plan_assignments"]


@dataclass(frozen=True)
class Planned:
    """An assignment, the version that its submissions are graded against, and the jobs."""

    assignment: Assignment
    version: VersionId
    jobs: tuple[Job, ...]

    @property
    def since(self) -> tuple[datetime, int]:
        """When the first of what is due was handed in."""
        return _when(self.jobs[0].submission)


def handed_in(session: Session, grader: CohortGrader, wanted: str | None) -> tuple[str, ...]:
    """Return the course's assignments of which anything was handed in, sorted.

    Args:
        wanted: only this one.
    """
    course = grader.workspace.read_course(grader.cohort.course_id)
    found = set(submitted_assignments(session, grader.cohort.id))
    return tuple(sorted(found & {*course.assignments} & ({wanted} if wanted else found)))


def left_behind(session: Session, grader: CohortGrader) -> tuple[str, ...]:
    """Return assignments that the course no longer has, of which something was handed in."""
    course = grader.workspace.read_course(grader.cohort.course_id)
    found = set(submitted_assignments(session, grader.cohort.id))
    return tuple(sorted(found - {*course.assignments}))


def plan_assignments(
    grader: CohortGrader,
    assignment_ids: Iterable[str],
    run_id: int,
    held: Mapping[str, Mapping[str, str]],
    *,
    again: bool = False,
    only: Callable[[Job], bool] = lambda _job: True,
) -> tuple[dict[str, Planned], dict[str, TerakoyaError]]:
    """Return what is due, by assignment, and which assignments cannot be read, and why.

    Due is each learner's submission that counts, if it is not graded; where the best counts, also
    all others that are not.

    Args:
        held: assignment → learner id → digest of what gradebook and folders hold (`find_held`).
        again: everything is due, as if somebody had asked for it.
        only: of what is due, what is wanted.
    """
    planned: dict[str, Planned] = {}
    names, problems = _settle(grader, assignment_ids)
    with grader.database.reading() as session:
        for name in names:
            try:
                made = _plan_assignment(session, grader, name, run_id, held[name], again=again)
            except TerakoyaError as error:  # one broken assignment does not stop the others
                problems[name] = error
                continue
            if jobs := tuple(filter(only, made.jobs)):
                planned[name] = replace(made, jobs=jobs)
    return planned, problems


def _settle(
    grader: CohortGrader, assignment_ids: Iterable[str]
) -> tuple[list[str], dict[str, TerakoyaError]]:
    """Let today's dates and rules decide which hand-in is the best; return of which they could."""
    settled: list[str] = []
    problems: dict[str, TerakoyaError] = {}
    for name in assignment_ids:
        try:
            settle_best(grader.workspace, grader.database, grader.cohort.id, name)
        except GradingError as error:
            problems[name] = error
        else:
            settled.append(name)
    return settled, problems


def _plan_assignment(
    session: Session,
    grader: CohortGrader,
    assignment_id: str,
    run_id: int,
    held: Mapping[str, str],
    *,
    again: bool,
) -> Planned:
    assignment = grader.workspace.read_assignment(assignment_id)
    version = identify(grader, assignment)
    current = current_gradings(session, grader.cohort.id, assignment_id)
    changes = _Changes(session, assignment_id, version.parts)
    due = []
    place = (grader.cohort.id, assignment_id)
    counting = counting_submissions(session, *place)
    is_best = read_rules(session, grader.cohort.id).of(assignment_id).counts is Counts.BEST
    rivals = _list_rivals(session, place) if is_best else {}
    for entry in counting:
        if not entry.files:
            continue  # of somebody who was erased: the points stay as they are
        graded = current.get((entry.learner_id, assignment_id))
        last = rivals.get(entry.id)
        reason = _reason(entry, graded, version, changes, was_graded=last is not None)
        if reason is None and graded is not None:
            reason = _reason_to_do_again(graded, held.get(entry.learner_id), last)
        if reason is not None or again:
            due.append((entry, reason or Reason(Cause.ASKED)))
    known = {one.id for one in counting}
    rest = [one for one in list_submissions(session, *place) if one.id not in known and one.files]
    others = _list_others(rest, rivals, version, changes) if is_best else ()
    jobs = (
        *_jobs(due, run_id, version, assignment),
        # after what counts now: the score of somebody changes once, if at all
        *_jobs(others, run_id, version, assignment),
    )
    return Planned(assignment, version, jobs)


def _list_rivals(session: Session, place: tuple[str, str]) -> dict[int, Grading]:
    """Return submission id → how it was graded last, of all who have handed in several times.

    Args:
        place: cohort and assignment.
    """
    submissions = list_submissions(session, *place)
    times = Counter(one.learner_id for one in submissions)
    return list_gradings(session, [one.id for one in submissions if times[one.learner_id] > 1])


def _list_others(
    others: Iterable[Submission],
    rivals: Mapping[int, Grading],
    version: VersionId,
    changes: _Changes,
) -> Iterable[tuple[Submission, Reason]]:
    """Yield what else might be somebody's best: what is not graded, or not by this version.

    Also that of which nobody knows what checks gave it, whatever being late costs.
    """
    for one in others:
        last = rivals.get(one.id)
        if last is None:
            yield one, Reason(Cause.HANDED_IN)
        elif last.assignment_digest != version.digest:
            yield one, Reason(Cause.VERSION, changes.since(last.assignment_digest))
        elif not last.knows_points:
            yield one, Reason(Cause.RULES)


def _jobs(
    due: Iterable[tuple[Submission, Reason]],
    run_id: int,
    version: VersionId,
    assignment: Assignment,
) -> Iterable[Job]:
    for submission, reason in sorted(due, key=lambda pair: _when(pair[0])):
        yield Job(run_id, submission, version.digest, reason, assignment.limits)


def _when(submission: Submission) -> tuple[datetime, int]:
    """Return by what submissions are in the order in which they were handed in."""
    return submission.submitted_at, submission.id


class _Changes:
    """What has changed since the versions that submissions were graded against."""

    def __init__(self, session: Session, assignment_id: str, parts: Mapping[str, str]) -> None:
        self._session, self._assignment_id, self._parts = session, assignment_id, parts
        self.since = cache(self._since)

    def _since(self, digest: str) -> tuple[str, ...]:
        earlier = find_version(self._session, self._assignment_id, digest)
        return () if earlier is None else compare_parts(earlier, self._parts)


def _reason(
    submission: Submission,
    current: CurrentGrading | None,
    version: VersionId,
    changes: _Changes,
    *,
    was_graded: bool,
) -> Reason | None:
    """Say why a submission is due; None where it is not.

    Args:
        was_graded: whether it was, beside one that was better then.
    """
    if current is None:
        return Reason(Cause.FIRST)
    if current.submission_id != submission.id:
        is_new = submission.id > current.submission_id and not was_graded
        return Reason(Cause.HANDED_IN if is_new else Cause.RULES)
    if current.interrupted:
        return Reason(Cause.INTERRUPTED)
    if current.assignment_digest != version.digest:
        return Reason(Cause.VERSION, changes.since(current.assignment_digest))
    return None


def _reason_to_do_again(
    graded: CurrentGrading, held: str | None, last: Grading | None
) -> Reason | None:
    """Say why what is graded as it should be is due all the same.

    Args:
        last: its grading, where it is measured against others.
    """
    if not is_held(graded.held, held):
        return Reason(Cause.LOST)
    if graded.asked:
        return Reason(Cause.ASKED)
    return Reason(Cause.RULES) if last is not None and not last.knows_points else None
