"""What has to be graded, and why: told from the records and the workspace, never queued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session
from terakoya_autograde import VersionId
from terakoya_autograde.notebooks.identity import compare_parts

from terakoya.grading.grader import CohortGrader, identify
from terakoya.grading.job import Job
from terakoya.model import Assignment, Cause, Reason, Submission
from terakoya.records import CurrentGrading, current_gradings, find_version, latest_submissions

__all__ = ["Planned", "handed_in", "plan_assignment"]


@dataclass(frozen=True)
class Planned:
    """An assignment, the version that its submissions are graded against, and the jobs."""

    assignment: Assignment
    version: VersionId
    jobs: tuple[Job, ...]


def handed_in(session: Session, grader: CohortGrader, wanted: str | None) -> tuple[str, ...]:
    """Return the assignments of which anything was handed in, sorted; only `wanted` if named."""
    newest = latest_submissions(session, grader.cohort.id, wanted)
    return tuple(sorted({entry.assignment_id for entry in newest}))


def plan_assignment(
    session: Session, grader: CohortGrader, assignment_id: str, run_id: int, *, again: bool = False
) -> Planned:
    """Return what is due of an assignment: each learner's newest submission that is not graded.

    Args:
        again: everything is due, as if somebody had asked for it.

    Raises:
        TerakoyaError: the assignment cannot be read.
    """
    assignment = grader.workspace.read_assignment(assignment_id)
    version = identify(grader, assignment)
    current = current_gradings(session, grader.cohort.id, assignment_id)
    changes = _Changes(session, assignment_id, version.parts)
    reasons = (
        (entry, _reason(entry, current.get((entry.learner_id, assignment_id)), version, changes))
        for entry in latest_submissions(session, grader.cohort.id, assignment_id)
    )
    due = ((entry, reason or Reason(Cause.ASKED)) for entry, reason in reasons if reason or again)
    return Planned(assignment, version, tuple(_jobs(due, run_id, version, assignment)))


def _jobs(
    due: Iterable[tuple[Submission, Reason]],
    run_id: int,
    version: VersionId,
    assignment: Assignment,
) -> Iterable[Job]:
    for submission, reason in due:
        yield Job(run_id, submission, version.digest, reason, assignment.limits)


class _Changes:
    """What has changed since the versions that submissions were graded against."""

    def __init__(self, session: Session, assignment_id: str, parts: Mapping[str, str]) -> None:
        self._session, self._assignment_id, self._parts = session, assignment_id, parts
        self.since = cache(self._since)

    def _since(self, digest: str) -> tuple[str, ...]:
        earlier = find_version(self._session, self._assignment_id, digest)
        return () if earlier is None else compare_parts(earlier, self._parts)


def _reason(
    submission: Submission, current: CurrentGrading | None, version: VersionId, changes: _Changes
) -> Reason | None:
    """Say why a submission is due; None where it is not."""
    if current is None:
        return Reason(Cause.FIRST)
    if current.submission_id != submission.id:
        return Reason(Cause.HANDED_IN)
    if current.assignment_digest != version.digest:
        return Reason(Cause.VERSION, changes.since(current.assignment_digest))
    if current.interrupted:
        return Reason(Cause.INTERRUPTED)
    return Reason(Cause.ASKED) if current.asked else None
