"""One run over a cohort: what is due is planned under the cohort's lock, graded, and kept.

A run is noted before it begins and when it ends. What a killed run has left undone is derived from
the records by the next one; nothing has to be put right by a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self

from terakoya_autograde import AssignmentVersion, Result
from terakoya_autograde.runs import End, Kept, drive

from terakoya.errors import GradingError, TerakoyaError
from terakoya.grading.cohort_store import CohortStore, TrialStore
from terakoya.grading.course_directory import (
    CourseDirectory,
)
from terakoya.grading.gradebook import add_assignment, open_gradebook
from terakoya.grading.grader import CohortGrader, identify, prepare
from terakoya.grading.grading_job import Job, judge_job
from terakoya.grading.grading_plan import Planned, handed_in, plan_assignments
from terakoya.grading.held import find_held
from terakoya.grading.late_points import read_late_points, settle_late_points
from terakoya.language import gettext as _
from terakoya.model import Learner, Reason, Submission
from terakoya.records import (
    Ending,
    Grading,
    Run,
    keep_version,
    list_learners,
    save_failure,
)

__all__ = ["AssignmentRun", "CohortRun", "Follow", "Graded"]

_log = logging.getLogger("terakoya.grading")


@dataclass(frozen=True)
class Graded:
    """One finished submission.

    Attributes:
        result: what came out; None where there is none.
        problem: why nothing of it is kept; empty where it is.
        overtaken: nothing of it is kept, as something newer was handed in or graded meanwhile.
        before, after: the score in the gradebook; None where there was none.
    """

    submission: Submission
    reason: Reason
    result: Result | None
    problem: str = ""
    overtaken: bool = False
    before: float | None = None
    after: float | None = None

    @property
    def changed(self) -> bool:
        """Whether a score that had been given is another one now."""
        return None not in (self.before, self.after) and self.before != self.after


@dataclass(frozen=True)
class Follow:
    """What a run does that goes on with what comes while it is at work.

    Attributes:
        wants: of what is due, what it grades.
        stops: whether it ends as soon as it can.
    """

    wants: Callable[[Job], bool]
    stops: Callable[[], bool]


@dataclass
class CohortRun:
    """A run while it is open. `parts` goes through the assignments; what goes wrong stays here.

    Attributes:
        run_id: 0 in a trial.
        planned: what is due, by assignment.
        problems: assignment → why nothing of it can be graded.
        left_behind: assignments that the course no longer has; what was handed in of them stays.
        continued: the run that broke off, which this one goes on with.
        follow: what it goes on with that has come since it was planned; None: with nothing.
        met: how many submissions it has begun with so far.
    """

    grader: CohortGrader
    directory: CourseDirectory
    run_id: int = 0
    planned: dict[str, Planned] = field(default_factory=dict)
    problems: dict[str, TerakoyaError] = field(default_factory=dict)
    left_behind: tuple[str, ...] = ()
    continued: Run | None = None
    follow: Follow | None = None
    met: int = 0
    _failed: bool = False
    _complete: bool = False
    _entered: bool = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Everything that is due."""
        return tuple(job for planned in self.planned.values() for job in planned.jobs)

    @property
    def is_trial(self) -> bool:
        """Whether nothing is kept."""
        return self.run_id == 0

    @property
    def ending(self) -> Ending:
        """How the run has ended, as far as it has come."""
        if not self._complete:
            return Ending.BROKEN_OFF
        return Ending.INCOMPLETE if self._failed or self.problems else Ending.COMPLETE

    def parts(self) -> Iterator[AssignmentRun]:
        """Yield each assignment of which something is due, with its version made ready.

        One that cannot be made ready becomes a problem; the others go on. What was overtaken by
        something newer is followed by that. A run that follows takes, after each assignment, the
        one of which something has waited longest.
        """
        rounds = self._first_of(self.planned)
        tried: set[tuple[int, str]] = set()
        while rounds and not self._stops:
            overtaken: list[str] = []
            for name, planned in rounds.items():
                self.met += len(planned.jobs)
                tried |= {(job.submission.id, job.version) for job in planned.jobs}
                try:
                    with self._open(planned) as part:
                        yield part
                except TerakoyaError as error:
                    self.problems[name] = error
                    continue
                self._failed |= part.failed
                if part.overtaken:
                    overtaken.append(name)
            rounds = self._first_of(self._plan_again(self._names_again(overtaken), tried))
        self._complete = not rounds

    def grade(self, workers: int) -> Iterator[Graded]:
        """Grade everything that is due on `workers` processes; yield each as it is kept."""
        for part in self.parts():
            yield from part.grade(workers)

    def wants(self, job: Job) -> bool:
        """Tell whether this run grades something that is due."""
        return self.follow is None or self.follow.wants(job)

    @property
    def _stops(self) -> bool:
        return self.follow is not None and self.follow.stops()

    def _first_of(self, rounds: dict[str, Planned]) -> dict[str, Planned]:
        """Return what comes next: all of it, or what has waited longest."""
        if self.follow is None or not rounds:
            return rounds
        first = min(rounds, key=lambda name: rounds[name].since)
        return {first: rounds[first]}

    def _names_again(self, overtaken: list[str]) -> list[str]:
        """Return the assignments of which something may be due that was not before."""
        if self.follow is None:
            return overtaken
        with self.grader.database.reading() as session:
            return list(handed_in(session, self.grader, None))

    @contextmanager
    def _open(self, planned: Planned) -> Iterator[AssignmentRun]:
        grader, name = self.grader, planned.assignment.id
        with ExitStack() as stack:
            version = stack.enter_context(prepare(grader, planned.assignment))
            source = grader.workspace.source(name)
            add_assignment(self.directory, source, grader.config, version.master)
            self._enter_learners()
            # what was read in between may be of another version than what was planned
            if {version.digest, identify(grader, planned.assignment).digest} != {
                planned.version.digest
            }:
                raise GradingError(
                    _("The assignment was changed while it was made ready."),
                    where=f"source/{name}",
                    remedy=_("Run the command again."),
                )
            kind = TrialStore if self.is_trial else CohortStore
            with grader.database.reading() as session:
                late = read_late_points(grader.workspace, session, grader.cohort.id, name)
            store = kind(self.directory, grader.database, grader.store, name, grader.clock, late)
            stack.enter_context(store.open())
            if not self.is_trial:
                with grader.database.session() as session:
                    parts = dict(planned.version.parts)
                    keep_version(session, name, version.digest, parts, grader.clock())
            yield AssignmentRun(grader, planned, version, store)
        if not self.is_trial:
            # also of what was graded before: a date may have moved since
            settle_late_points(grader.workspace, grader.database, grader.cohort.id, name)

    def _enter_learners(self) -> None:
        """Make every enrolled learner known to nbgrader, once; `add_assignment` makes the file."""
        if self._entered:
            return
        self._entered = True
        with self.grader.database.reading() as session:
            enrolled = list_learners(session, self.grader.cohort.id)
        known: Mapping[str, Learner] = {entry.id: entry for entry in enrolled}
        with open_gradebook(self.directory) as gradebook:
            gradebook.write_learners(known)

    def _plan_again(self, overtaken: list[str], tried: set[tuple[int, str]]) -> dict[str, Planned]:
        """Return what is due of these by now and was not tried; what is wrong becomes a problem."""
        held = find_held(self.directory, overtaken)
        due, problems = plan_assignments(self.grader, overtaken, self.run_id, held, only=self.wants)
        self.problems |= problems
        new = {
            name: tuple(
                job for job in planned.jobs if (job.submission.id, job.version) not in tried
            )
            for name, planned in due.items()
        }
        return {name: replace(due[name], jobs=jobs) for name, jobs in new.items() if jobs}


@dataclass
class AssignmentRun:
    """One assignment of a run, ready to be graded."""

    grader: CohortGrader
    planned: Planned
    version: AssignmentVersion
    _store: CohortStore
    failed: bool = False
    overtaken: bool = False

    def grade(self: Self, workers: int) -> Iterator[Graded]:
        """Grade what is due on `workers` processes; yield each when everything of it is kept."""
        judge = partial(
            judge_job,
            version=self.version,
            store=self.grader.store,
            live_model=self.grader.live_model,
        )
        with closing(drive(self.planned.jobs, judge, self._store, workers)) as ends:
            for kept in ends:
                self.failed |= kept.end is End.FAILED
                self.overtaken |= kept.end is End.OVERTAKEN
                yield self._graded(kept)

    def _graded(self, kept: Kept[Job, Result]) -> Graded:
        submission, reason = kept.job.submission, kept.job.reason
        self._log(kept)
        if kept.end is End.OVERTAKEN:
            return Graded(submission, reason, kept.made, overtaken=True)
        if kept.end is End.FAILED:
            self._note_failure(kept)
            return Graded(submission, reason, kept.made, kept.reason)
        saved = self._store.gradings.pop(submission.id, None)
        if saved is None:  # it was deleted while it was written
            return Graded(submission, reason, kept.made, overtaken=True)
        return Graded(
            submission, reason, kept.made, before=saved.score_before, after=saved.score_after
        )

    def _log(self, kept: Kept[Job, Result]) -> None:
        """Tell of one submission by its number: whose it is, the records know."""
        made, job = kept.made, kept.job
        told = {
            "run": job.run_id,
            "assignment": job.submission.assignment_id,
            "submission": job.submission.id,
            "status": made.status.value if made is not None else "grader-failed",
            "seconds": round(made.seconds, 2) if made is not None else None,
            "ending": kept.end.value,
        }
        _log.info("graded", extra=told)

    def _note_failure(self, kept: Kept[Job, Result]) -> None:
        if kept.job.run_id == 0:
            return
        failure = Grading(
            submission_id=kept.job.submission.id,
            assignment_digest=kept.job.version,
            engine=kept.made.engine if kept.made else "",
            environment_digest=kept.made.environment_digest if kept.made else "",
            sandbox=self.version.sandbox,
            status="grader-failed",
            seconds=kept.made.seconds if kept.made else 0.0,
            graded_at=self.grader.clock(),
            run_id=kept.job.run_id,
            reason=kept.job.reason,
            problem=kept.reason,
        )
        with self.grader.database.session() as session:
            save_failure(session, failure)
