"""A cohort's results: who handed in what, how it ran, and the scores that count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from terakoya_autograde import Status

from terakoya.errors import TerakoyaError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook
from terakoya.grading.held import is_held, read_held
from terakoya.grading.outcome import ItemOutcome, ItemState, judge_item
from terakoya.grading.scores import ItemScore, Score, read_points, read_scores
from terakoya.grading.words import name_standing, name_status
from terakoya.language import gettext as _
from terakoya.model import Cohort, Due, DueDates, Learner, Submission, local_time
from terakoya.model.left_out import LeftOut
from terakoya.model.standing import Standing
from terakoya.records import (
    Database,
    Grading,
    counting_submissions,
    gradings_that_count,
    list_learners,
    list_left_out,
    list_withdrawn,
    read_due_dates,
)
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import course_of
from terakoya.workspace.outline import OutlineItem, read_outline

__all__ = ["Entry", "Summary", "describe_run", "list_notes", "local_time", "summarise"]

_ASKS = frozenset({Status.REFUSED.value, Status.FAILED.value})
"""Runs after which somebody has to do something before there is a score."""
_WELL = frozenset({ItemState.PASSED, ItemState.UNANSWERED, ItemState.MANUAL, ItemState.BY_PERSON})


@dataclass(frozen=True)
class Entry:
    """One learner and one assignment; what is None has not happened yet.

    Attributes:
        items: what there is to do, in the order in which learners meet it.
        due: until when this learner has to hand it in; None where there is no date.
        withdrawn: whether the learner is in the cohort no more; figures leave the entry out.
        left_out: files that came with the submission and are not used.
    """

    learner: Learner
    assignment_id: str
    submission: Submission | None
    grading: Grading | None
    score: Score | None
    items: tuple[OutlineItem, ...] = ()
    due: Due | None = None
    withdrawn: bool = False
    left_out: tuple[LeftOut, ...] = ()

    @property
    def late(self) -> bool:
        """Whether the hand-in that counts came after the due date."""
        handed_in, due = self.submission, self.due
        return handed_in is not None and due is not None and due.is_late(handed_in.submitted_at)

    @property
    def extra_files(self) -> tuple[str, ...]:
        """The files beside the notebooks that its code was given, by name."""
        files = self.submission.files if self.submission else {}
        return tuple(name for name in sorted(files) if not name.endswith(".ipynb"))

    @property
    def stale(self) -> bool:
        """Whether the score is of something older, or not what the last run wrote."""
        return self.submission is not None and self.grading is None

    def outcome(self, item: OutlineItem) -> ItemOutcome:
        """Return what became of one item."""
        blank = self.score.blank if self.score else ()
        return judge_item(item, self._scores.get(item.key), self._runs.get(item.key, {}), blank)

    @property
    def standing(self) -> Standing:
        """How far it has come: the one answer that tables, pages and exports give."""
        return Standing.WITHDRAWN if self.withdrawn else self.progress

    @cached_property
    def progress(self) -> Standing:
        """How far it has come, though its learner may have withdrawn: what learners are told."""
        if self.submission is None:
            return Standing.MISSING
        if self.grading is None:
            return Standing.WAITING
        if self.waiting or self.grading.status in _ASKS:
            return Standing.REVIEW
        return Standing.UNANSWERED if self.is_blank else Standing.GRADED

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything that a grader could judge; tasks may wait for a person."""
        asked = [self.outcome(item) for item in self.items if item.answers and item.points]
        states = {outcome.state for outcome in asked}
        blank = ItemState.UNANSWERED in states <= {ItemState.UNANSWERED, ItemState.MANUAL}
        return blank and self.score is not None and self.score.score <= 0

    @property
    def unanswered(self) -> int:
        """How many of its items nobody wrote into."""
        return sum(outcome.state is ItemState.UNANSWERED for outcome in self._outcomes)

    @property
    def is_half_done(self) -> bool:
        """Whether all is well but for what nobody wrote into: that such cells fail is no news."""
        states = {outcome.state for outcome in self._outcomes}
        return ItemState.UNANSWERED in states <= _WELL and not self.is_blank

    @property
    def waiting(self) -> int:
        """How many of its items a person has to look at."""
        return sum(score.needs_manual_grade for score in self._scores.values())

    @cached_property
    def _outcomes(self) -> tuple[ItemOutcome, ...]:
        return tuple(self.outcome(item) for item in self.items if item.points)

    @cached_property
    def _scores(self) -> Mapping[tuple[str, str], ItemScore]:
        items = self.score.items if self.score else ()
        return {(entry.notebook, entry.item): entry for entry in items}

    @cached_property
    def _runs(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        runs = self.grading.items if self.grading else ()
        return {(run["notebook"], run["item"]): run for run in runs}


@dataclass(frozen=True)
class Summary:
    """Every learner of a cohort with every assignment of its course.

    `problems` says of an assignment, or of the course by its id, why it cannot be read now; what
    the records and the gradebook know of it is there all the same.
    """

    cohort: Cohort
    outlines: Mapping[str, tuple[OutlineItem, ...]]
    entries: tuple[Entry, ...]
    problems: Mapping[str, TerakoyaError] = field(default_factory=dict)
    dates: DueDates = field(default_factory=DueDates)

    def outcomes(self, entry: Entry) -> tuple[ItemOutcome, ...]:
        """Return what became of each item of an entry, in the order in which learners meet them."""
        return tuple(entry.outcome(item) for item in self.outlines[entry.assignment_id])

    def full_score(self, assignment_id: str) -> float:
        """Return the highest score of an assignment."""
        return sum(item.points for item in self.outlines[assignment_id])

    def unprotected(self, assignment_id: str) -> tuple[str, ...]:
        """Return the titles of the items whose check ran in a learner's own process."""
        entries = [entry for entry in self.entries if entry.assignment_id == assignment_id]
        return tuple(
            item.title
            for item in self.outlines[assignment_id]
            if any(entry.outcome(item).check == "in-kernel" for entry in entries)
        )


def summarise(
    workspace: Workspace,
    database: Database,
    cohort: Cohort,
    only: Collection[str] | None = None,
    learner_id: str | None = None,
) -> Summary:
    """Read a cohort's table from the records and its gradebook.

    Args:
        only: these assignments; all of the course where nothing is said.
        learner_id: only this learner's entries, and nobody else's rows are read.

    A course or an assignment that cannot be read is a problem of the summary, not of its reader.
    """
    course = course_of(workspace, cohort)
    with database.reading() as session:
        learners = tuple(
            one
            for one in list_learners(session, cohort.id)
            if learner_id is None or one.id == learner_id
        )
        submissions = counting_submissions(session, cohort.id, learner_id=learner_id)
        ids = [entry.id for entry in submissions]
        gradings, left_out = gradings_that_count(session, ids), list_left_out(session, ids)
        gone, dates = list_withdrawn(session, cohort.id), read_due_dates(session, cohort.id)
    names = course.assignments
    if course.problem is not None:  # what was handed in belonged to it
        names = tuple(dict.fromkeys([*names, *sorted({e.assignment_id for e in submissions})]))
    if only is not None:
        names = tuple(name for name in names if name in only)
    whose = None if learner_id is None else (learner_id,)
    directory = CourseDirectory(workspace.cohort(cohort.id))
    scores, points, held = _read_gradebook(directory, names, whose)
    outlines, problems = _read_outlines(workspace, names)
    if course.problem is not None:
        problems[cohort.course_id] = course.problem
    agreed = {name: _agree(outlines.get(name, ()), points.get(name, {})) for name in names}
    handed_in = {(entry.learner_id, entry.assignment_id): entry for entry in submissions}
    entries = []
    for learner in learners:
        for name in names:
            submission = handed_in.get((learner.id, name))
            grading = gradings.get(submission.id) if submission else None
            if grading and not is_held(grading.held, held.get(name, {}).get(learner.id)):
                grading = None  # the score, if there is one, is not what that grading gave
            score = scores.get(name, {}).get(learner.id)
            entry = Entry(learner, name, submission, grading, score, agreed[name])
            due, withdrawn = dates.of(learner.id, name), learner.id in gone
            left = left_out.get(submission.id, ()) if submission else ()
            entries.append(replace(entry, due=due, withdrawn=withdrawn, left_out=left))
    return Summary(cohort, agreed, tuple(entries), problems, dates)


def _read_gradebook(
    directory: CourseDirectory, names: Sequence[str], whose: Collection[str] | None
) -> tuple[
    dict[str, dict[str, Score]], dict[str, dict[tuple[str, str], float]], dict[str, dict[str, str]]
]:
    """Return scores, full scores and digests of what is held, each by assignment."""
    with existing_gradebook(directory) as session:
        if session is None:
            return {}, {}, {}
        scores = {name: read_scores(session, name, whose) for name in names}
        points = {name: read_points(session, name) for name in names}
        held = {name: read_held(session, name, whose) for name in names}
    return scores, points, held


def _read_outlines(
    workspace: Workspace, names: Sequence[str]
) -> tuple[dict[str, tuple[OutlineItem, ...]], dict[str, TerakoyaError]]:
    outlines: dict[str, tuple[OutlineItem, ...]] = {}
    problems: dict[str, TerakoyaError] = {}
    for name in names:
        try:
            outlines[name] = read_outline(workspace, workspace.read_assignment(name))
        except TerakoyaError as error:
            problems[name] = error
    return outlines, problems


def _agree(
    outline: tuple[OutlineItem, ...], points: Mapping[tuple[str, str], float]
) -> tuple[OutlineItem, ...]:
    """Let the gradebook say which items there are and what they are worth, once it knows them.

    What was changed in `source/` counts from the next grading on.
    """
    if not points:
        return outline
    known = [replace(item, points=points[item.key]) for item in outline if item.key in points]
    seen = {item.key for item in known}
    gone = [OutlineItem(*key, full) for key, full in points.items() if key not in seen]
    return (*known, *gone)


def describe_run(entry: Entry, standing: Standing | None = None) -> str:
    """Say in a few words where this learner's assignment stands, and what is to be known of it.

    Args:
        standing: another one than what tables say.
    """
    return ": ".join((name_standing(standing or entry.standing), *list_notes(entry)))


def list_notes(entry: Entry) -> tuple[str, ...]:
    """Say what is to be known of a result beside where it stands: who has to act, what went wrong.

    Nothing of a notebook in which nobody wrote: that it did not run is no news.
    """
    return (*_note_due(entry), *_note_grading(entry))


def _note_due(entry: Entry) -> Iterator[str]:
    """Yield whether it is late; else until when this person has, if it is not as all others."""
    if entry.due is None:
        return
    due = local_time(entry.due.at)
    if entry.late:
        yield _("late, due {due}").format(due=due)
    elif entry.due.extended:
        yield _("extended until {due}").format(due=due)


def _note_grading(entry: Entry) -> Iterator[str]:
    if entry.grading is None:
        return
    if entry.is_half_done and entry.grading.status in (Status.OK, Status.ERROR):
        yield _("not answered: {n}").format(n=entry.unanswered)
    elif entry.grading.status != Status.OK and not entry.is_blank:
        yield name_status(entry.grading.status)
    if entry.waiting and not entry.withdrawn:
        yield _("for the instructor to grade: {n}").format(n=entry.waiting)
    if entry.score is not None and entry.score.penalty:
        yield _("late: −{points} points").format(points=f"{entry.score.penalty:g}")
