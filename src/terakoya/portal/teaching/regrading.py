"""Grading again from the site: first a trial that keeps nothing, then the same for good.

One at a time for each cohort, in a thread of the site. What is under way is known to this process
only; what is kept is in the records, whatever becomes of the process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from terakoya.delivery import SubmissionStore
from terakoya.errors import GradingError, TerakoyaError
from terakoya.grading import CohortGrader, CohortRun, identify, open_run, open_trial
from terakoya.grading.made_pages import MadePages
from terakoya.grading.mark_changes import note_regrade
from terakoya.language import Language, use_language
from terakoya.language import gettext as _
from terakoya.logs import get_logger
from terakoya.model import Cohort, Stamp
from terakoya.records import Database
from terakoya.workspace import Workspace

__all__ = ["Regrading", "ScoreChange", "Work"]

log = get_logger("portal")
_FLUSH = 3.0  # seconds for which a graded one may wait for its page, while others are graded


@dataclass(frozen=True)
class ScoreChange:
    """Whose score would be, or is, another one."""

    learner_id: str
    before: float
    after: float


@dataclass
class Work:
    """One grading again, while it goes on and after it.

    Attributes:
        seen: the digest of the version that was tried, where the scores are to be kept; else it is
            a trial.
        version: the digest of the version that it graded against.
        planned: how many hand-ins there are; 0 until that is known.
        why: what those whose marks change are told.
        problems: sentences of what could not be graded.
        pages: how many feedback pages were made anew.
    """

    cohort: Cohort
    assignment_id: str
    seen: str
    stamp: Stamp
    language: Language
    why: str = ""
    version: str = ""
    planned: int = 0
    done: int = 0
    changes: list[ScoreChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    pages: int = 0
    is_over: bool = False

    @property
    def keeps(self) -> bool:
        """Whether its scores are kept."""
        return bool(self.seen)

    @property
    def is_seen(self) -> bool:
        """Whether it is a trial that shows all that would change."""
        return self.is_over and not self.keeps and not self.problems and bool(self.version)

    @property
    def unchanged(self) -> int:
        """How many scores stay as they are."""
        return max(0, self.done - len(self.changes) - len(self.problems))


@dataclass
class Regrading:
    """What is graded again, by cohort; safe in threads."""

    workspace: Workspace
    database: Database
    clock: Callable[[], datetime]
    sandbox: bool = True
    _works: dict[str, Work] = field(default_factory=dict)
    _threads: dict[str, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, cohort_id: str) -> Work | None:
        """Return the newest work on a cohort; None where there is none."""
        return self._works.get(cohort_id)

    def begin(self, work: Work) -> bool:
        """Begin to grade again; False where the cohort is at it already."""
        cohort_id = work.cohort.id
        with self._lock:
            current = self._works.get(cohort_id)
            if current is not None and not current.is_over:
                return False
            self._works[cohort_id] = work
            thread = threading.Thread(
                target=self._run, args=(work,), name=f"regrade-{cohort_id}", daemon=True
            )
            self._threads[cohort_id] = thread
            thread.start()
        return True

    def wait(self, cohort_id: str) -> None:
        """Wait until nothing of a cohort is graded again any more."""
        thread = self._threads.get(cohort_id)
        if thread is not None:
            thread.join()

    def _run(self, work: Work) -> None:
        with use_language(work.language):  # that of whoever reads the sentences
            try:
                self._grade(work)
            except TerakoyaError as error:
                work.problems.append(error.sentence)
            except Exception:  # whatever it is: what broke off shows nothing to agree to
                log.exception("grading again broke off")
                work.problems.append(_("Grading broke off. The server's log says why."))
            finally:
                work.is_over = True

    def _grade(self, work: Work) -> None:
        store = SubmissionStore.of(self.workspace)
        grader = CohortGrader(
            self.workspace, self.database, store, work.cohort, self.clock, sandbox=self.sandbox
        )
        work.version = identify(grader, self.workspace.read_assignment(work.assignment_id)).digest
        if work.keeps and work.version != work.seen:
            raise GradingError(
                _("The assignment has changed since the trial, so nothing was graded again."),
                remedy=_("Try it again, and see what would change now."),
            )
        begun = (
            open_run(grader, work.assignment_id, force=True, by=work.stamp.by)
            if work.keeps
            else open_trial(grader, work.assignment_id, force=True)
        )
        with begun as run:
            work.planned = len(run.jobs)
            if work.keeps:
                whose = (work.cohort.id, work.assignment_id)
                note_regrade(self.database, whose, run.run_id, work.why, work.stamp)
            self._follow(work, run)
        work.problems += [error.sentence for error in run.problems.values()]

    def _follow(self, work: Work, run: CohortRun) -> None:
        """Grade; learners' pages say the new marks as soon as they are there."""
        pages = MadePages(self.workspace, self.database, work.cohort, self.clock)
        for graded in run.grade(min(2, os.cpu_count() or 1)):
            if graded.overtaken:
                continue
            work.done += 1
            if graded.problem:
                work.problems.append(f"{graded.submission.learner_id}: {graded.problem}")
            elif graded.changed and graded.before is not None and graded.after is not None:
                learner = graded.submission.learner_id
                work.changes.append(ScoreChange(learner, graded.before, graded.after))
            if work.keeps and not graded.problem:
                work.pages += pages.add(graded, _FLUSH)
        work.pages += pages.make()
