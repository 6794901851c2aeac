"""Where a cohort's results are kept: its folders, its gradebook and the records.

The driver calls `begin`, `place`, `write` and `finish` in this order. `TrialStore` does the same on
a copy of the gradebook and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from terakoya_autograde import Result, Status
from terakoya_autograde.nbgrader_course import GradebookWriter
from terakoya_autograde.runs import End, Judged, Left

from terakoya.delivery import SubmissionStore
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import gradebook_session, graded_submission, tell_trouble
from terakoya.grading.grading_job import Job
from terakoya.grading.held import read_held
from terakoya.grading.late_points import LatePoints
from terakoya.grading.scores import NO_RESPONSE, read_scores
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp, Submission
from terakoya.model.hand_in_rules import Counts
from terakoya.records import (
    Database,
    Grading,
    add_events,
    begin_grading,
    save_beaten,
    save_grading,
)
from terakoya.records.gradings import sum_points
from terakoya.workspace.account import account_name

__all__ = ["CohortStore", "TrialStore", "keep_graded"]

Batch = Sequence[Judged[Job, Result]]


@dataclass
class CohortStore:
    """The folders, the gradebook and the records of a cohort, for one assignment.

    Attributes:
        late: what is taken off late hand-ins.
        gradings: submission id → what was last kept of it.
    """

    directory: CourseDirectory
    database: Database
    submissions: SubmissionStore
    assignment_id: str
    clock: Callable[[], datetime]
    late: LatePoints
    gradings: dict[int, Grading] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Hold the gradebook open in the meantime; the assignment has been entered into it."""
        url, course_id = self.directory.gradebook_url, self.directory.course_id
        penalty = None if self.late.says_nothing else self.late.take_off
        with (
            tell_trouble(),
            GradebookWriter(
                url, self.assignment_id, penalty=penalty, course_id=course_id
            ) as self._writer,
            gradebook_session(self.directory, reading=True) as self._reader,
        ):
            yield

    def begin(self, batch: Batch) -> list[Left | None]:
        """Note that the scores of these are about to change, unless a newer one is there."""
        scores = self._scores(batch)
        with self.database.session() as session:
            return [self._begin(session, judged, scores) for judged in batch]

    def _begin(
        self, session: Session, judged: Judged[Job, Result], scores: dict[str, float]
    ) -> Left | None:
        job, result = judged.job, judged.made
        if result.status is Status.FAILED:
            what = _("The grader broke off; the score was not changed. Run the command again.")
            return Left(End.FAILED, what)
        score = scores.get(job.submission.learner_id)
        best = self._automatic(judged) if self.best_counts else None
        number = job.submission.id
        if begin_grading(session, number, job.version, job.run_id, score, best):
            return None
        if best is not None:
            self._keep_beaten(session, judged)
        return Left(End.OVERTAKEN)

    @property
    def best_counts(self) -> bool:
        """Whether the best hand-in counts, not the newest."""
        return self.late.dates.rules.of(self.assignment_id).counts is Counts.BEST

    def _keep_beaten(self, session: Session, judged: Judged[Job, Result]) -> None:
        """Note how a hand-in went that does not count: its learner has a better one."""
        grading = self._grading(judged, {})
        save_beaten(session, grading)
        _tell_graded(session, judged.job.submission, grading, account_name())

    def place(self, judged: Judged[Job, Result]) -> None:
        """Lay out what was handed in, and the executed notebooks, as nbgrader has them."""
        submission = judged.job.submission
        self.directory.write_submitted(submission, self.submissions)
        self.directory.write_autograded(submission, dict(judged.made.notebooks))

    def write(self, batch: Batch) -> None:
        """Write the scores of these in one transaction."""
        self._writer.write(
            graded_submission(
                each.job.submission, each.made, self.late.seconds(each.job.submission)
            )
            for each in batch
        )

    def withdraw(self, judged: Judged[Job, Result]) -> None:
        """Leave the folders: the submission stays begun, so the next run writes them again."""

    def finish(self, batch: Batch) -> None:
        """Note what the gradebook now holds."""
        scores, held = self._scores(batch), self._held(batch)
        with self.database.session() as session:
            for judged in batch:
                grading = self._grading(judged, scores)
                told = held.get(judged.job.submission.learner_id, "")
                whole = replace(grading, held=told)
                saved = keep_graded(session, judged.job.submission, whole, account_name())
                if saved is not None:
                    self._keep(saved)

    def _grading(
        self,
        judged: Judged[Job, Result],
        after: dict[str, float],
        before: dict[str, float] | None = None,
    ) -> Grading:
        grading = _grading(judged, self.clock(), after, before)
        return replace(grading, automatic=self._automatic(judged))

    def _automatic(self, judged: Judged[Job, Result]) -> float:
        """Return the points that checks gave, without what is taken off."""
        points = sum_points(_tell_items(judged.made)) or {}
        return self.late.leave(judged.job.submission, points)

    def _keep(self, grading: Grading) -> None:
        self.gradings[grading.submission_id] = grading

    def _held(self, batch: Batch) -> dict[str, str]:
        """Return learner id → digest of what the gradebook now holds."""
        learners = [judged.job.submission.learner_id for judged in batch]
        try:
            with tell_trouble():
                return read_held(self._reader, self.assignment_id, learners)
        finally:
            self._reader.rollback()

    def _scores(self, batch: Batch) -> dict[str, float]:
        """Return learner id → score in the gradebook, as far as there is one."""
        learners = [judged.job.submission.learner_id for judged in batch]
        try:
            with tell_trouble():
                found = read_scores(self._reader, self.assignment_id, learners)
        finally:
            self._reader.rollback()  # what is read next shall be what is there then
        return {learner_id: score.score for learner_id, score in found.items()}


def keep_graded(
    session: Session, submission: Submission, grading: Grading, by: str
) -> Grading | None:
    """Keep what came out, and tell that somebody's score is there; what it is, the gradebook says.

    None where the submission was deleted in the meantime.
    """
    saved = save_grading(session, grading)
    if saved is not None:
        _tell_graded(session, submission, grading, by)
    return saved


def _tell_graded(session: Session, submission: Submission, grading: Grading, by: str) -> None:
    whose = (submission.cohort_id, submission.learner_id, submission.assignment_id)
    told = {"submission": submission.id, "run": grading.run_id, "status": grading.status}
    add_events(session, Stamp(grading.graded_at, by), [Event(EventKind.GRADED, *whose, told)])


@dataclass
class TrialStore(CohortStore):
    """A store on a copy of the gradebook: it tells what would change, and changes nothing."""

    _before: dict[str, float] = field(default_factory=dict)
    _best: dict[str, float] = field(default_factory=dict)

    def begin(self, batch: Batch) -> list[Left | None]:
        """Remember what the scores are, before the trial has written any."""
        self._before = self._scores(batch) | self._before
        return [self._look(judged) for judged in batch]

    def _look(self, judged: Judged[Job, Result]) -> Left | None:
        if judged.made.status is Status.FAILED:
            return Left(End.FAILED, _("The grader broke off."))
        if not self.best_counts:
            return None
        learner = judged.job.submission.learner_id
        points = self._automatic(judged)
        if points < self._best.get(learner, points):
            return Left(End.OVERTAKEN)
        self._best[learner] = points
        return None

    def place(self, judged: Judged[Job, Result]) -> None:
        """Put nothing anywhere."""

    def finish(self, batch: Batch) -> None:
        """Remember what the scores would be."""
        scores = self._scores(batch)
        for judged in batch:
            self._keep(self._grading(judged, scores, self._before))


def _grading(
    judged: Judged[Job, Result],
    now: datetime,
    after: dict[str, float],
    before: dict[str, float] | None = None,
) -> Grading:
    job, result = judged.job, judged.made
    learner_id = job.submission.learner_id
    return Grading(
        submission_id=job.submission.id,
        assignment_digest=result.assignment_digest,
        engine=result.engine,
        environment_digest=result.environment_digest,
        sandbox=result.sandbox,
        status=result.status.value,
        seconds=result.seconds,
        graded_at=now,
        run_id=job.run_id or None,
        reason=job.reason,
        score_before=(before or {}).get(learner_id),
        score_after=after.get(learner_id),
        items=_tell_items(result),
    )


def _tell_items(result: Result) -> tuple[Mapping[str, Any], ...]:
    """Return what is kept of each item; `points` are those before anything is taken off."""
    blank = _find_blank(result)
    return tuple(
        {
            "notebook": entry.item.notebook,
            "item": entry.item.id,
            "status": entry.status.value,
            "points": entry.score,
            "message": entry.message,
            "check": "clean-room" if entry.protected else "in-kernel",
            "flags": [
                {"kind": flag.kind.value, "cell": flag.grade_id, "detail": flag.detail}
                for flag in entry.flags
            ],
        }
        | ({"blank": blank[entry.item.notebook]} if blank.get(entry.item.notebook) else {})
        for entry in result.items
    )


def _find_blank(result: Result) -> dict[str, list[str]]:
    """Return notebook → its answer cells in which nobody wrote anything, sorted."""
    return {
        score.name: sorted(cell for cell, words in score.comments.items() if words == NO_RESPONSE)
        for score in result.scores
    }
