"""Grading what is new in a cohort: run the engine, keep executed notebooks, scores and gradings."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from terakoya_autograde import (
    AssignmentError,
    AssignmentVersion,
    EngineError,
    Result,
    Status,
    UnfairError,
    WorkerError,
    grade_many,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde import Submission as EngineSubmission
from terakoya_autograde.nbgrader_course.gradebook import GradebookWriter
from terakoya_autograde.version import CLEAN_ROOM

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, SubmissionError
from terakoya.grading.course_directory import CourseDirectory, open_course_directory
from terakoya.grading.fairness import refuse_unfair
from terakoya.grading.gradebook import (
    add_assignment,
    graded_submission,
    open_gradebook,
    open_writers,
)
from terakoya.language import gettext as _
from terakoya.model import Assignment, Cohort, Learner, Limits, Submission
from terakoya.records import (
    Database,
    Grading,
    graded_submissions,
    latest_submissions,
    list_learners,
    save_grading,
)
from terakoya.workspace import Workspace

__all__ = ["CohortGrader", "Graded", "Job", "grade_cohort", "plan_grading"]

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Job:
    """One submission that has to be graded, against which version, within which limits."""

    submission: Submission
    version: AssignmentVersion
    limits: Limits


@dataclass(frozen=True)
class Graded:
    """One finished submission; `problem` says why there is no result, where there is none."""

    submission: Submission
    result: Result | None
    problem: str = ""


@dataclass(frozen=True)
class CohortGrader:
    """Everything that grading a cohort needs: where from, where to.

    `checks` and `in_kernel` say where checks run, beside what the assignments say themselves.
    """

    workspace: Workspace
    database: Database
    store: SubmissionStore
    cohort: Cohort
    clock: Callable[[], datetime]
    sandbox: bool = True
    checks: str = CLEAN_ROOM
    in_kernel: tuple[str, ...] = ()


def plan_grading(
    grader: CohortGrader, stack: ExitStack, assignment_id: str | None, *, force: bool = False
) -> tuple[Job, ...]:
    """Return what is not graded yet at its digest; with `force`, the newest of everyone.

    The prepared versions live as long as `stack`.

    Raises:
        GradingError: an assignment cannot be prepared.
    """
    with grader.database.session() as session:
        newest = latest_submissions(session, grader.cohort.id, assignment_id)
    jobs: list[Job] = []
    by_assignment = itertools.groupby(
        sorted(newest, key=lambda entry: entry.assignment_id), lambda entry: entry.assignment_id
    )
    for name, submissions in by_assignment:
        assignment = grader.workspace.read_assignment(name)
        version = _prepare(grader, assignment, stack)
        with grader.database.session() as session:
            done = frozenset() if force else graded_submissions(session, version.digest)
        jobs += [
            Job(entry, version, assignment.limits) for entry in submissions if entry.id not in done
        ]
    return tuple(jobs)


def grade_cohort(grader: CohortGrader, jobs: tuple[Job, ...], workers: int) -> Iterator[Graded]:
    """Grade the jobs on `workers` processes and yield each when everything of it is written.

    Executed notebooks and scores are written before the grading is recorded, so that a crash in
    between only means that the submission is graded again.

    Raises:
        GradingError: another command grades the cohort.
    """
    course = grader.workspace.read_course(grader.cohort.course_id)
    directory = open_course_directory(grader.workspace, grader.cohort, course)
    with directory.hold():
        yield from _grade_alone(grader, directory, jobs, workers)


def _grade_alone(
    grader: CohortGrader, directory: CourseDirectory, jobs: tuple[Job, ...], workers: int
) -> Iterator[Graded]:
    config = grader.workspace.root / CONFIG
    names = sorted({job.version.id for job in jobs})
    for name in names:
        add_assignment(directory, grader.workspace.source(name), config)
    if not jobs:
        return
    ready = {job.submission.id: job for job in jobs}
    work = [(key, partial(_run, grader, job)) for key, job in ready.items()]
    with open_gradebook(directory) as gradebook:
        gradebook.write_learners(_learners(grader))
    with open_writers(directory, names) as writers, ExitStack() as closing:
        outcomes = grade_many(work, workers)
        closing.callback(outcomes.close)
        for key, outcome in outcomes:
            job = ready[key]
            yield _keep(grader, directory, writers[job.version.id], job, outcome)


def _prepare(grader: CohortGrader, assignment: Assignment, stack: ExitStack) -> AssignmentVersion:
    source = grader.workspace.source(assignment.id)
    config = grader.workspace.root / CONFIG
    in_kernel = {*assignment.in_kernel, *grader.in_kernel}
    try:
        return stack.enter_context(
            prepare_assignment(
                source,
                config,
                sandbox=grader.sandbox,
                checks=grader.checks,
                in_kernel=in_kernel,
            )
        )
    except UnfairError as error:
        raise refuse_unfair(GradingError, assignment.id, error) from error
    except AssignmentError as error:
        raise GradingError(
            str(error),
            where=f"source/{assignment.id}",
            remedy=_("Correct the notebook; terakoya check says where."),
        ) from error
    except EngineError as error:
        raise GradingError(
            _("Learners' code cannot be shut in on this machine: {reason}").format(reason=error),
            remedy=_(
                "terakoya doctor says what to do; --sandbox none grades without, at your risk."
            ),
        ) from error


def _learners(grader: CohortGrader) -> Mapping[str, Learner]:
    with grader.database.session() as session:
        return {entry.id: entry for entry in list_learners(session, grader.cohort.id)}


def _run(grader: CohortGrader, job: Job) -> Result:
    files = {name: grader.store.path(sha) for name, sha in job.submission.files.items()}
    try:
        for sha in job.submission.files.values():
            grader.store.read(sha)  # a damaged file is found here, not graded
    except SubmissionError as error:
        raise WorkerError(error.sentence) from error
    return grade_submission(
        job.version, EngineSubmission(files=files, digest=job.submission.digest), job.limits
    )


def _keep(
    grader: CohortGrader,
    directory: CourseDirectory,
    gradebook: GradebookWriter,
    job: Job,
    outcome: Result | WorkerError,
) -> Graded:
    if isinstance(outcome, WorkerError):
        return Graded(job.submission, None, str(outcome))
    if outcome.status is Status.FAILED:
        problem = _("The grader broke off; the score was not changed. Run the command again.")
        return Graded(job.submission, outcome, problem)
    directory.write_submitted(job.submission, grader.store)
    directory.write_autograded(job.submission, dict(outcome.notebooks))
    gradebook.write([graded_submission(job.submission, outcome)])
    with grader.database.session() as session:
        save_grading(session, _grading(job.submission, outcome, grader.clock()))
    return Graded(job.submission, outcome)


def _grading(submission: Submission, result: Result, now: datetime) -> Grading:
    return Grading(
        submission_id=submission.id,
        assignment_digest=result.assignment_digest,
        engine=result.engine,
        environment_digest=result.environment_digest,
        sandbox=result.sandbox,
        status=result.status.value,
        seconds=result.seconds,
        graded_at=now,
        items=tuple(
            {
                "notebook": entry.item.notebook,
                "item": entry.item.id,
                "status": entry.status.value,
                "message": entry.message,
                "check": "clean-room" if entry.protected else "in-kernel",
                "flags": [
                    {"kind": flag.kind.value, "cell": flag.grade_id, "detail": flag.detail}
                    for flag in entry.flags
                ],
            }
            for entry in result.items
        ),
    )
