"""A cohort's results as one table: who handed in what, how it ran, and the scores that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from terakoya.errors import TerakoyaError
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import existing_gradebook
from terakoya.grading.held import is_held, read_held
from terakoya.grading.outcome import ItemOutcome, judge_item
from terakoya.grading.scores import ItemScore, Score, read_points, read_scores
from terakoya.grading.words import name_status
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, Submission
from terakoya.records import (
    Database,
    Grading,
    gradings_that_count,
    latest_submissions,
    list_learners,
)
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import course_of
from terakoya.workspace.outline import OutlineItem, read_outline

__all__ = ["Entry", "Summary", "describe_run", "grade_table", "item_table", "local_time"]
__all__ += ["summarise"]

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Entry:
    """One learner and one assignment; what is None has not happened yet."""

    learner: Learner
    assignment_id: str
    submission: Submission | None
    grading: Grading | None
    score: Score | None

    @property
    def stale(self) -> bool:
        """Whether the score is of something older, or not what the last run wrote."""
        return self.submission is not None and self.grading is None

    def outcome(self, item: OutlineItem) -> ItemOutcome:
        """Return what became of one item."""
        return judge_item(item, self._scores.get(item.key), self._runs.get(item.key, {}))

    @property
    def waiting(self) -> int:
        """How many of its items a person has to look at."""
        return sum(score.needs_manual_grade for score in self._scores.values())

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


def summarise(workspace: Workspace, database: Database, cohort: Cohort) -> Summary:
    """Read a cohort's table from the records and its gradebook.

    A course or an assignment that cannot be read is a problem of the summary, not of its reader.
    """
    course = course_of(workspace, cohort)
    with database.reading() as session:
        learners = list_learners(session, cohort.id)
        submissions = latest_submissions(session, cohort.id)
        gradings = gradings_that_count(session, [entry.id for entry in submissions])
    names = course.assignments
    if course.problem is not None:  # what was handed in belonged to it
        names = tuple(dict.fromkeys([*names, *sorted({e.assignment_id for e in submissions})]))
    scores, points, held = _read_gradebook(CourseDirectory(workspace.cohort(cohort.id)), names)
    handed_in = {(entry.learner_id, entry.assignment_id): entry for entry in submissions}
    entries = []
    for learner in learners:
        for name in names:
            submission = handed_in.get((learner.id, name))
            grading = gradings.get(submission.id) if submission else None
            if grading and not is_held(grading.held, held.get(name, {}).get(learner.id)):
                grading = None  # the score, if there is one, is not what that grading gave
            score = scores.get(name, {}).get(learner.id)
            entries.append(Entry(learner, name, submission, grading, score))
    outlines, problems = _read_outlines(workspace, names)
    if course.problem is not None:
        problems[cohort.course_id] = course.problem
    agreed = {name: _agree(outlines.get(name, ()), points.get(name, {})) for name in names}
    return Summary(cohort, agreed, tuple(entries), problems)


def _read_gradebook(
    directory: CourseDirectory, names: Sequence[str]
) -> tuple[
    dict[str, dict[str, Score]], dict[str, dict[tuple[str, str], float]], dict[str, dict[str, str]]
]:
    """Return scores, full scores and digests of what is held, each by assignment."""
    with existing_gradebook(directory) as session:
        if session is None:
            return {}, {}, {}
        scores = {name: read_scores(session, name) for name in names}
        points = {name: read_points(session, name) for name in names}
        held = {name: read_held(session, name) for name in names}
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
    gone = [OutlineItem(*key, full, key[1]) for key, full in points.items() if key not in seen]
    return (*known, *gone)


def grade_table(summary: Summary, *, brief: bool = False) -> tuple[list[str], list[list[object]]]:
    """Return the header and the rows of the grades: one row a learner and assignment.

    Args:
        brief: without department and tier, so that the table fits a screen of 80 columns.
    """
    header = [_("Staff number"), _("Name")]
    header += [] if brief else [_("Department code"), _("Department"), _("Tier")]
    header += [_("Assignment"), _("Status"), _("Score"), _("Full score"), _("Handed in at")]
    rows = [
        [*_person(entry.learner, brief=brief), *_outcome(summary, entry)]
        for entry in summary.entries
    ]
    return header, rows


def item_table(summary: Summary) -> tuple[list[str], list[list[object]]]:
    """Return the header and the rows of the items: one row a learner and item."""
    header = [_("Staff number"), _("Name"), _("Assignment"), _("Item"), _("Title"), _("Status")]
    header += [_("Score"), _("Full score"), _("Where checked")]
    rows: list[list[object]] = []
    for entry in summary.entries:
        for item in summary.outlines[entry.assignment_id]:
            found = entry.outcome(item)
            person = [entry.learner.id, entry.learner.name, entry.assignment_id]
            state = found.state.value if found.state else ""
            outcome = [state, found.score, item.points, found.check]
            rows.append([*person, item.id, item.title, *outcome])
    return header, rows


def describe_run(entry: Entry) -> str:
    """Say in a few words where this learner's assignment stands, and who has to act."""
    if entry.submission is None:
        return _("Not handed in")
    if entry.grading is None:
        return _("Waiting to be graded")
    words = name_status(entry.grading.status)
    if entry.waiting:
        words = _("{status}; for the instructor to grade: {n}").format(
            status=words, n=entry.waiting
        )
    if entry.score is not None and entry.score.penalty:
        words = _("{status}; late: −{points} points").format(
            status=words, points=f"{entry.score.penalty:g}"
        )
    return words


def local_time(moment: datetime | None) -> str:
    """Write a moment as clocks in Japan show it."""
    return "" if moment is None else moment.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


def _person(learner: Learner, *, brief: bool) -> list[object]:
    place = [learner.department_code, learner.department, learner.tier.japanese]
    return [learner.id, learner.name, *([] if brief else place)]


def _outcome(summary: Summary, entry: Entry) -> list[object]:
    score = None if entry.score is None else entry.score.score
    full = summary.full_score(entry.assignment_id)
    submitted = local_time(entry.submission.submitted_at) if entry.submission else ""
    return [entry.assignment_id, describe_run(entry), score, full, submitted]
