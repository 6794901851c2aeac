"""Feedback pages as soon as something is graded, and that they are there, told to open pages."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from terakoya.delivery.giving_out import PageGiven, give_pages
from terakoya.grading.cohort_run import Graded
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.feedback_pages import PAGE, WrittenPage, write_feedback
from terakoya.grading.page_facts import is_out_of_date
from terakoya.grading.summary import Entry, Summary, summarise
from terakoya.model import Cohort, Stamp
from terakoya.records import Database, GivenFeedback
from terakoya.workspace import Workspace
from terakoya.workspace.account import account_name

__all__ = ["MadePages"]


@dataclass
class MadePages:
    """The pages of one cohort, made for what was graded since the last time."""

    workspace: Workspace
    database: Database
    cohort: Cohort
    clock: Callable[[], datetime]
    _waiting: set[tuple[str, str]] = field(default_factory=set)
    _since: float = 0.0

    def add(self, graded: Graded, longest: float) -> int:
        """Remember one that is graded; make the pages where the first has waited `longest`.

        Returns:
            How many were made anew.
        """
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.add((graded.submission.learner_id, graded.submission.assignment_id))
        return self.make() if time.monotonic() - self._since >= longest else 0

    def make(self) -> int:
        """Make the pages of what was added, and return how many are new; 0 where nothing was."""
        if not self._waiting:
            return 0
        wanted, self._waiting = self._waiting, set()
        summary = self._summarise({assignment for _learner, assignment in wanted})
        return self._write(summary, lambda entry: (entry.learner.id, entry.assignment_id) in wanted)

    def catch_up(self) -> int:
        """Make the pages that are not there, or say something else than the gradebook does now.

        Returns:
            How many were made anew.
        """
        summary = self._summarise(None)
        directory = CourseDirectory(self.workspace.cohort(self.cohort.id))

        def lacks(entry: Entry) -> bool:
            page = directory.feedback(entry.learner.id, entry.assignment_id) / PAGE
            return not page.is_file() or is_out_of_date(page, entry, summary.outcomes(entry))

        return self._write(summary, lacks)

    def _summarise(self, names: Collection[str] | None) -> Summary:
        return summarise(self.workspace, self.database, self.cohort, names)

    def _write(self, summary: Summary, is_wanted: Callable[[Entry], bool]) -> int:
        entries = tuple(
            entry for entry in summary.entries if entry.grading is not None and is_wanted(entry)
        )
        written = write_feedback(self.workspace, replace(summary, entries=entries))
        new = [page for page in written if page.is_new]
        self._give(new)
        return len(new)

    def _give(self, pages: Iterable[WrittenPage]) -> None:
        """Tell that pages are there: who has one open asks for the new one."""
        given = [
            PageGiven(
                GivenFeedback(page.entry.submission.id, "", _digest(page)),
                self.cohort.id,
                page.entry.learner.id,
                page.entry.assignment_id,
            )
            for page in pages
            if page.entry.submission is not None
        ]
        if given:
            give_pages(self.database, given, Stamp(self.clock(), account_name()))


def _digest(page: WrittenPage) -> str:
    return hashlib.sha256(page.path.read_bytes()).hexdigest()
