"""A cohort's results as one table: who handed in what, how it ran, and the scores that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from terakoya.grading.course_directory import open_course_directory
from terakoya.grading.gradebook import Score, open_gradebook
from terakoya.grading.words import name_status
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, Submission
from terakoya.records import (
    Database,
    Grading,
    latest_submissions,
    list_learners,
    newest_gradings,
)
from terakoya.workspace import Workspace
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
        """Whether something newer was handed in than what the score is for."""
        return self.submission is not None and self.grading is None

    def item_score(self, item: OutlineItem) -> float | None:
        """Return the score of one item, or None where it is not graded."""
        if self.score is None:
            return None
        for entry in self.score.items:
            if (entry.notebook, entry.item) == (item.notebook, item.id):
                return entry.score
        return None

    def item_run(self, item: OutlineItem) -> Mapping[str, str]:
        """Return the item's status and message of the newest run; empty where there is none."""
        for run in self.grading.items if self.grading else ():
            if (run["notebook"], run["item"]) == (item.notebook, item.id):
                return run
        return {}


@dataclass(frozen=True)
class Summary:
    """Every learner of a cohort with every assignment of its course."""

    cohort: Cohort
    outlines: Mapping[str, tuple[OutlineItem, ...]]
    entries: tuple[Entry, ...]

    def unprotected(self, assignment_id: str) -> tuple[str, ...]:
        """Return the titles of the items whose check ran in a learner's own process."""
        runs = [entry.item_run for entry in self.entries if entry.assignment_id == assignment_id]
        items = self.outlines[assignment_id]
        return tuple(
            item.title
            for item in items
            if any(run(item).get("check") == "in-kernel" for run in runs)
        )


def summarise(workspace: Workspace, database: Database, cohort: Cohort) -> Summary:
    """Read a cohort's table from the records and its gradebook."""
    course = workspace.read_course(cohort.course_id)
    directory = open_course_directory(workspace, cohort, course)
    with database.session() as session:
        learners = list_learners(session, cohort.id)
        submissions = latest_submissions(session, cohort.id)
        gradings = newest_gradings(session, [entry.id for entry in submissions])
    scores: dict[str, dict[str, Score]] = {}
    if (directory.root / "gradebook.db").exists():
        with open_gradebook(directory) as gradebook:
            scores = {name: gradebook.read_scores(name) for name in course.assignments}
    handed_in = {(entry.learner_id, entry.assignment_id): entry for entry in submissions}
    entries = []
    for learner in learners:
        for name in course.assignments:
            submission = handed_in.get((learner.id, name))
            grading = gradings.get(submission.id) if submission else None
            score = scores.get(name, {}).get(learner.id)
            entries.append(Entry(learner, name, submission, grading, score))
    outlines = {
        name: read_outline(workspace, workspace.read_assignment(name))
        for name in course.assignments
    }
    return Summary(cohort, outlines, tuple(entries))


def grade_table(summary: Summary, *, brief: bool = False) -> tuple[list[str], list[list[object]]]:
    """Return the header and the rows of the grades: one row a learner and assignment.

    Args:
        brief: without department and tier, so that the table fits a screen of 80 columns.
    """
    header = [_("Staff number"), _("Name")]
    header += [] if brief else [_("Department code"), _("Department"), _("Tier")]
    header += [_("Assignment"), _("Status"), _("Score"), _("Full score"), _("Handed in at")]
    rows = [[*_person(entry.learner, brief=brief), *_outcome(entry)] for entry in summary.entries]
    return header, rows


def item_table(summary: Summary) -> tuple[list[str], list[list[object]]]:
    """Return the header and the rows of the items: one row a learner and item."""
    header = [_("Staff number"), _("Name"), _("Assignment"), _("Item"), _("Title"), _("Status")]
    header += [_("Score"), _("Full score"), _("Where checked")]
    rows: list[list[object]] = []
    for entry in summary.entries:
        for item in summary.outlines[entry.assignment_id]:
            score = entry.item_score(item)
            run = entry.item_run(item)
            person = [entry.learner.id, entry.learner.name, entry.assignment_id]
            outcome = [run.get("status", ""), score, item.points, run.get("check", "")]
            rows.append([*person, item.id, item.title, *outcome])
    return header, rows


def describe_run(entry: Entry) -> str:
    """Say in a few words where this learner's assignment stands."""
    if entry.submission is None:
        return _("Not handed in")
    if entry.grading is None:
        return _("Waiting to be graded")
    return name_status(entry.grading.status)


def local_time(moment: datetime | None) -> str:
    """Write a moment as clocks in Japan show it."""
    return "" if moment is None else moment.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


def _person(learner: Learner, *, brief: bool) -> list[object]:
    place = [learner.department_code, learner.department, learner.tier.japanese]
    return [learner.id, learner.name, *([] if brief else place)]


def _outcome(entry: Entry) -> list[object]:
    score = None if entry.score is None else entry.score.score
    full = None if entry.score is None else entry.score.max_score
    submitted = local_time(entry.submission.submitted_at) if entry.submission else ""
    return [entry.assignment_id, describe_run(entry), score, full, submitted]
