"""Beginning and ending a run: under the cohort's lock, noted, and taken up after a kill."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session
from terakoya_autograde.storage import scratch_folder

from terakoya.errors import TerakoyaError
from terakoya.grading.cohort_run import CohortRun, Follow
from terakoya.grading.course_directory import (
    CourseDirectory,
    copy_gradebook,
    open_course_directory,
)
from terakoya.grading.gradebook import tell_trouble
from terakoya.grading.grader import CohortGrader
from terakoya.grading.grading_job import Job
from terakoya.grading.grading_plan import handed_in, left_behind, plan_assignments
from terakoya.grading.held import find_held
from terakoya.records import (
    Ending,
    Run,
    any_asked,
    ask_again,
    end_run,
    list_runs,
    plan_run,
    start_run,
    unfinished_runs,
)
from terakoya.workspace.account import account_name

__all__ = ["find_due", "open_run", "open_trial"]

_log = logging.getLogger("terakoya.grading")  # not structlog itself: it is loaded for those who log


@contextmanager
def open_run(
    grader: CohortGrader,
    assignment_id: str | None = None,
    *,
    force: bool = False,
    follow: Follow | None = None,
    by: str = "",
) -> Iterator[CohortRun]:
    """Yield a run over what is due in a cohort, and hold the cohort in the meantime.

    Args:
        assignment_id: only this assignment.
        force: what is graded already is due, too; where such a run was killed, this one goes on
            with it instead of beginning again.
        follow: what it also grades of what comes while it is at work; else nothing.
        by: who wants it, for the log; this machine's account where nothing is said.

    Raises:
        GradingError: another command grades the cohort.
    """
    course = grader.workspace.read_course(grader.cohort.course_id)
    directory = open_course_directory(grader.workspace, grader.cohort, course)
    with directory.hold():
        run = _begin(grader, directory, assignment_id, by or account_name(), force=force)
        run.follow = follow
        try:
            _plan(run, directory, assignment_id)
            told = {"run": run.run_id, "cohort": grader.cohort.id, "due": len(run.jobs)}
            _log.info("grading began", extra=told)
            with grader.database.session() as session:
                plan_run(session, run.run_id, len(run.jobs))
            yield run
        finally:
            problems = tuple((name, str(error)) for name, error in run.problems.items())
            with grader.database.session() as session:
                if follow is not None:
                    plan_run(session, run.run_id, run.met)
                end_run(session, run.run_id, run.ending, grader.clock(), problems)
            _log.info("grading ended", extra={"run": run.run_id, "ending": run.ending.value})


def find_due(grader: CohortGrader) -> tuple[tuple[Job, ...], dict[str, TerakoyaError]]:
    """Say what is due in a cohort, without a run, and what cannot be read; nothing is held.

    Raises:
        WorkspaceError: the records or the gradebook cannot be used just now.
    """
    directory = CourseDirectory(grader.workspace.cohort(grader.cohort.id))
    with grader.database.reading() as session:
        names = handed_in(session, grader, None)
    planned, problems = plan_assignments(grader, names, 0, find_held(directory, names))
    return tuple(job for each in planned.values() for job in each.jobs), problems


@contextmanager
def open_trial(
    grader: CohortGrader, assignment_id: str | None = None, *, force: bool = False
) -> Iterator[CohortRun]:
    """Yield a run that keeps nothing: it tells what would be graded, and which scores change."""
    course = grader.workspace.read_course(grader.cohort.course_id)
    directory = open_course_directory(grader.workspace, grader.cohort, course)
    with scratch_folder("trial") as folder:
        run = CohortRun(grader, CourseDirectory(folder, directory.course_id))
        _plan(run, directory, assignment_id, again=force)
        with tell_trouble():
            copy_gradebook(directory, folder)
        yield run


def _begin(
    grader: CohortGrader,
    directory: CourseDirectory,
    assignment_id: str | None,
    by: str,
    *,
    force: bool,
) -> CohortRun:
    """Note that a run begins, and close those that were killed."""
    with grader.database.session() as session:
        for run in unfinished_runs(session, grader.cohort.id):  # killed: the lock is ours
            end_run(session, run.id, Ending.BROKEN_OFF, grader.clock())
        continued = _broken_off(session, grader, assignment_id)
        run_id = start_run(
            session,
            grader.cohort.id,
            assignment_id,
            by,
            grader.clock(),
            # what goes on with a forced run is one, should it be killed in its turn
            force=force or continued is not None,
        )
        if force and continued is None:
            names = handed_in(session, grader, assignment_id)
            ask_again(session, grader.cohort.id, names, run_id)
    return CohortRun(grader, directory, run_id, continued=continued)


def _broken_off(session: Session, grader: CohortGrader, assignment_id: str | None) -> Run | None:
    """Return the last run of the same kind, where it grades anew and has left something of it.

    What it left may have been done by a run over less or more; then there is nothing to go on with.
    """
    same = [
        run for run in list_runs(session, grader.cohort.id) if run.assignment_id == assignment_id
    ]
    if not same or not same[-1].force or same[-1].ending is not Ending.BROKEN_OFF:
        return None
    left = any_asked(session, grader.cohort.id, handed_in(session, grader, assignment_id))
    return same[-1] if left else None


def _plan(
    run: CohortRun, directory: CourseDirectory, assignment_id: str | None, *, again: bool = False
) -> None:
    """Note what is due, and what is wrong; `directory` holds what was kept before."""
    grader = run.grader
    with grader.database.reading() as session:
        run.left_behind = left_behind(session, grader)
        names = handed_in(session, grader, assignment_id)
    held = find_held(directory, names)  # what is in its way is in the way of every assignment
    run.planned, run.problems = plan_assignments(
        grader, names, run.run_id, held, again=again, only=run.wants
    )
