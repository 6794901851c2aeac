"""The resident grader: what comes in is graded at once, in the order in which it was handed in.

There is no queue: what is ungraded is told from the records, so that a kill at any moment loses
nothing. What an author has changed since is not graded again by itself; that is a person's to ask.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event as Signal

from terakoya_autograde.storage import InUseError, hold_alone

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, TerakoyaError, WorkspaceError, disk_failure
from terakoya.grading.cohort_run import Follow, Graded
from terakoya.grading.grader import CohortGrader
from terakoya.grading.grading_job import Job
from terakoya.grading.made_pages import MadePages
from terakoya.grading.opening import find_due, open_run
from terakoya.grading.standstill import is_wanted
from terakoya.grading.warm_versions import WarmVersions
from terakoya.language import gettext as _
from terakoya.logs import get_logger
from terakoya.model import Cause, Cohort, EventKind
from terakoya.records import (
    Database,
    list_cohorts,
    list_events_after,
    newest_event,
    submitted_assignments,
)
from terakoya.workspace import Workspace

__all__ = ["Resident", "ResidentSettings"]

log = get_logger("grading")
_WANTED = frozenset({Cause.FIRST, Cause.HANDED_IN, Cause.RULES, Cause.INTERRUPTED, Cause.ASKED})
_ON_PAGES = frozenset({EventKind.DUE, EventKind.EXTENSION, EventKind.RULES, EventKind.MARKED})
"""What changes what a feedback page says, though nothing is graded."""
_MOST_EVENTS = 500  # in one look
_LOOK = 0.25  # seconds between looks whether anything has happened
_LOOK_AT_ALL = 60.0  # seconds after which all is looked at, whatever has happened
_AGAIN = (2.0, 30.0, 300.0)  # seconds until what has failed once, twice, more often is tried again
_FLUSH = 3.0  # seconds for which a graded one may wait for its page, while others are graded


@dataclass(frozen=True)
class ResidentSettings:
    """How it grades.

    Attributes:
        workers: how many submissions at once.
        only: the one cohort that it grades; all that are not archived where none is named.
        pages: whether feedback pages are made at once.
    """

    workers: int = 2
    only: str | None = None
    sandbox: bool = True
    pages: bool = True


@dataclass
class Patience:
    """When what has failed is tried again."""

    clock: Callable[[], float] = time.monotonic
    _failed: dict[object, tuple[int, float]] = field(default_factory=dict)

    def fail(self, what: object) -> None:
        """It has failed once more."""
        times = self._failed.get(what, (0, 0.0))[0]
        wait = _AGAIN[min(times, len(_AGAIN) - 1)]
        self._failed[what] = times + 1, self.clock() + wait

    def is_due(self, what: object) -> bool:
        """Tell whether it may be tried: it never failed, or long enough ago."""
        return self._failed.get(what, (0, 0.0))[1] <= self.clock()

    def succeed(self, what: object) -> None:
        """It has succeeded."""
        self._failed.pop(what, None)

    def forget_overdue(self) -> None:
        """Forget what was due and was not tried: something newer is there, or it is gone."""
        now = self.clock()
        self._failed = {what: told for what, told in self._failed.items() if told[1] > now}

    @property
    def soonest(self) -> float | None:
        """In how many seconds the next one is due again; None where nothing has failed."""
        due = [at for _times, at in self._failed.values()]
        return max(0.0, min(due) - self.clock()) if due else None


@dataclass
class Resident:
    """Grades what comes in, until it is stopped.

    Attributes:
        tell: is told of each one that is graded.
        say: is told, in a sentence, of what stands in the way; once for each.
    """

    workspace: Workspace
    database: Database
    clock: Callable[[], datetime]
    settings: ResidentSettings = field(default_factory=ResidentSettings)
    tell: Callable[[Cohort, Graded], None] = lambda _cohort, _graded: None
    say: Callable[[str], None] = lambda _sentence: None
    versions: WarmVersions = field(default_factory=WarmVersions)
    patience: Patience = field(default_factory=Patience)
    _stop: Signal = field(default_factory=Signal)
    _wake: Signal = field(default_factory=Signal)
    _said: set[str] = field(default_factory=set)
    _caught_up: set[str] = field(default_factory=set)

    def stop(self) -> None:
        """End as soon as what is being graded is kept; from any thread, and from a signal."""
        self._stop.set()
        self._wake.set()

    def wake(self) -> None:
        """Look now whether something has come; from any thread."""
        self._wake.set()

    def work(self) -> None:
        """Grade until `stop`.

        Raises:
            GradingError: another resident grader is at work here.
        """
        with self._alone():
            try:
                self._work()
            finally:
                self.versions.close()

    def look_once(self) -> int:
        """Grade everything that is due now; return how many were graded.

        What cannot be graded is told, and costs nothing else its turn.
        """
        done = 0
        for cohort in self._cohorts():
            if self._gives_way():
                break
            try:
                done += self._grade(cohort)
            except TerakoyaError as error:  # such as: another command grades it
                self._tell_once(error.sentence)
                self.patience.fail(cohort.id)
        return done

    def _work(self) -> None:
        seen, looked_at = -1, 0.0
        log.info("resident grader waits for what comes in")
        while not self._stop.is_set():
            newest = self._newest(seen)
            soonest = self.patience.soonest
            passed = time.monotonic() - looked_at
            is_time = passed > _LOOK_AT_ALL or (soonest is not None and soonest <= 0)
            if (newest != seen or is_time) and self._look(seen):
                seen, looked_at = newest, time.monotonic()
                continue
            self._wake.wait(_LOOK)
            self._wake.clear()

    def _look(self, seen: int) -> bool:
        """Grade what is due; False where nobody can tell just now what that is, or may grade.

        Args:
            seen: the newest event at the look before.
        """
        if is_wanted(self.workspace):
            return False
        self._note_changes(seen)
        try:
            self.look_once()
            if is_wanted(self.workspace):  # it has given way: there may be more to do
                return False
        except WorkspaceError as error:
            self._tell_once(error.sentence)
            return False
        except OSError as error:
            if (disk := disk_failure(error)) is None:
                raise
            self._tell_once(f"{disk.filename}: {disk.strerror}")
            return False
        self.patience.forget_overdue()
        return True

    def _newest(self, seen: int) -> int:
        """Return the number of the newest event; the one that was seen while nobody can tell."""
        try:
            with self.database.reading() as session:
                return newest_event(session)
        except WorkspaceError as error:
            self._tell_once(error.sentence)
            return seen

    def _note_changes(self, seen: int) -> None:
        """Look again at the pages of cohorts of which something has changed that they say."""
        if seen < 0:
            return  # all are looked at once anyway
        with suppress(WorkspaceError), self.database.reading() as session:
            while found := list_events_after(session, seen, _MOST_EVENTS):
                changed = {each.cohort_id for _at, _by, each in found if each.kind in _ON_PAGES}
                self._caught_up -= changed
                seen = found[-1][0]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with hold_alone(self.workspace.var / ".resident-grader.lock"):
                yield
        except InUseError as error:
            raise GradingError(
                _("Another grader already waits for what is handed in."),
                where=str(self.workspace.root),
                remedy=_("One is enough; stop that one first if you want this one."),
            ) from error

    def _cohorts(self) -> list[Cohort]:
        """Return the cohorts of which anything was handed in, and that may be tried now."""
        with self.database.reading() as session:
            return [
                cohort
                for cohort in list_cohorts(session)
                if self.settings.only in (None, cohort.id)
                and cohort.archived_at is None
                and self.patience.is_due(cohort.id)
                and submitted_assignments(session, cohort.id)
            ]

    def _grade(self, cohort: Cohort) -> int:
        """Grade what is due in a cohort and what comes meanwhile; return how many were."""
        grader = self._grader(cohort)
        pages = MadePages(self.workspace, self.database, cohort, self.clock)
        if self.settings.pages and cohort.id not in self._caught_up:
            pages.catch_up()
            self._caught_up.add(cohort.id)
        if not self._is_anything_due(grader):
            return 0
        done = 0
        with open_run(grader, follow=Follow(self._wants, self._gives_way)) as run:
            for part in run.parts():
                for graded in part.grade(self.settings.workers):
                    done += self._note(cohort, graded)
                    if self.settings.pages and not graded.problem:
                        pages.add(graded, _FLUSH)
                    if self._gives_way():
                        break
                pages.make()
            self._tell_problems(cohort, run.problems)
        return done

    def _gives_way(self) -> bool:
        """Tell whether to end what is done now: for good, or for a moment."""
        return self._stop.is_set() or is_wanted(self.workspace)

    def _grader(self, cohort: Cohort) -> CohortGrader:
        return CohortGrader(
            workspace=self.workspace,
            database=self.database,
            store=SubmissionStore.of(self.workspace),
            cohort=cohort,
            clock=self.clock,
            sandbox=self.settings.sandbox,
            versions=self.versions,
        )

    def _is_anything_due(self, grader: CohortGrader) -> bool:
        """Look before a run is begun, which is noted and holds the cohort."""
        jobs, problems = find_due(grader)
        self._tell_problems(grader.cohort, problems)
        return any(self._wants(job) for job in jobs)

    def _wants(self, job: Job) -> bool:
        return job.reason.cause in _WANTED and self.patience.is_due(job.submission.id)

    def _note(self, cohort: Cohort, graded: Graded) -> int:
        submission = graded.submission
        if graded.problem:
            self.patience.fail(submission.id)
            self.versions.drop(submission.assignment_id)
            self._tell_once(f"{submission.learner_id}/{submission.assignment_id}: {graded.problem}")
        else:
            self.patience.succeed(submission.id)
        self.tell(cohort, graded)
        return 0 if graded.problem or graded.overtaken else 1

    def _tell_problems(self, cohort: Cohort, problems: Mapping[str, TerakoyaError]) -> None:
        """Try again later what stands in the way of a whole assignment."""
        if not problems:
            self.patience.succeed(cohort.id)
            return
        self.patience.fail(cohort.id)
        for problem in problems.values():
            self._tell_once(problem.sentence)

    def _tell_once(self, sentence: str) -> None:
        """Say what stands in the way; the same is not said at each try."""
        if sentence not in self._said:
            self._said.add(sentence)
            log.warning("grading is held up")
            self.say(sentence)
