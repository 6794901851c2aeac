"""The demonstration: two cohorts all the way, for real, on made-up people and submissions.

Only the people and what they hand in are made. The roster is read, the labs are released, the
submissions are collected, graded and fed back by the same code that a real cohort goes through.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from terakoya.authoring import make_release
from terakoya.delivery import (
    CollectRequest,
    SubmissionStore,
    collect,
    create_cohort,
    enrol_roster,
    read_roster,
)
from terakoya.demo.demo_folder import made_by_none_else, note_made, scratch_folder
from terakoya.demo.demo_roster import make_roster
from terakoya.demo.made_groups import MadeGroup, made_groups
from terakoya.demo.made_submissions import make_submissions
from terakoya.demo.practised import make_refresher_history
from terakoya.grading import (
    CohortGrader,
    Summary,
    open_run,
    summarise,
    write_feedback,
)
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import Workspace, copy_labs, make_workspace
from terakoya.workspace.atomic import write_bytes, write_text

__all__ = ["CohortResult", "Demo", "DemoResult", "Step", "run_demo"]


class Step(Protocol):
    """Shows the progress of one part: a title and how many pieces there are."""

    def __call__(self, title: str, total: int) -> AbstractContextManager[Progress]:
        """Begin a part."""
        ...


class Progress(Protocol):
    """Counts finished pieces."""

    def advance(self, label: str = "") -> None:
        """One more piece is done."""
        ...


@dataclass(frozen=True)
class Demo:
    """Where the demonstration runs, with how many learners, on how many processes.

    Of the second cohort there are fewer: see `made_groups`.
    """

    folder: Path
    learners: int
    workers: int
    sandbox: bool = True


@dataclass(frozen=True)
class CohortResult:
    """What came out of one cohort.

    Attributes:
        cohort: which one.
        submissions: how many were handed in.
        summary: how each was graded.
        kinds: learner and assignment → what was handed in.
    """

    cohort: Cohort
    submissions: int
    summary: Summary
    kinds: dict[tuple[str, str], str]


@dataclass(frozen=True)
class DemoResult:
    """What came out: of each cohort, the first one first; what was refused and what went wrong."""

    workspace: Workspace
    database: Database
    cohorts: tuple[CohortResult, ...]
    refused: tuple[str, ...]
    failed: tuple[str, ...]


def run_demo(demo: Demo, step: Step) -> DemoResult:
    """Run the whole demonstration; ``step(title, total)`` shows the progress of each part.

    Raises:
        WorkspaceError: as `scratch_folder`, or another process makes one there.
    """
    scratch_folder(demo.folder)
    with made_by_none_else(demo.folder):
        result = _make(demo, step)
        note_made(demo.folder)
        return result


def _make(demo: Demo, step: Step) -> DemoResult:
    workspace = make_workspace(demo.folder / "workspace")
    copy_labs(workspace)
    database = open_database(database_url(workspace.var))
    groups = made_groups(demo.learners)
    _release(workspace, groups, step)
    handed_in = [_hand_in(workspace, database, demo.folder / one.inbox, one) for one in groups]
    store = SubmissionStore.of(workspace)
    cohorts = [one.cohort for one in groups]
    graders = [
        CohortGrader(workspace, database, store, cohort, _now, sandbox=demo.sandbox)
        for cohort in cohorts
    ]
    failed = _grade(graders, demo, step)
    summaries = [summarise(workspace, database, cohort) for cohort in cohorts]
    _feed_back(workspace, summaries, step)
    for cohort in cohorts:
        make_refresher_history(workspace, database, cohort, _now())
    results = tuple(
        CohortResult(one.cohort, one.learners, summary, made.kinds)
        for one, summary, made in zip(groups, summaries, handed_in, strict=True)
    )
    refused = tuple(sentence for made in handed_in for sentence in made.refused)
    return DemoResult(workspace, database, results, refused, failed)


def _release(workspace: Workspace, groups: tuple[MadeGroup, ...], step: Step) -> None:
    courses = [workspace.read_course(one.cohort.course_id) for one in groups]
    names = [name for course in courses for name in course.assignments]
    with step(_("Releasing"), len(names)) as progress:
        for name in names:
            make_release(workspace, workspace.read_assignment(name))
            progress.advance(name)


def _feed_back(workspace: Workspace, summaries: list[Summary], step: Step) -> None:
    graded = sum(entry.grading is not None for each in summaries for entry in each.entries)
    with step(_("Feedback"), graded) as progress:
        for summary in summaries:
            for page in write_feedback(workspace, summary):
                progress.advance(f"{page.entry.learner.id}/{page.entry.assignment_id}")


@dataclass(frozen=True)
class _HandedIn:
    kinds: dict[tuple[str, str], str]
    refused: tuple[str, ...]


def _hand_in(workspace: Workspace, database: Database, inbox: Path, group: MadeGroup) -> _HandedIn:
    """Make a cohort of a group, enrol its people, and collect what they hand in."""
    now = _now()
    create_cohort(database, workspace, group.cohort, now)
    roster = inbox / "roster.csv"
    write_bytes(roster, make_roster(group.people()))
    learners = read_roster(roster)
    enrol_roster(database, group.cohort, learners, now)
    kinds = _write_submissions(workspace, group, learners, inbox, now)
    return _HandedIn(kinds, _collect(workspace, database, group.cohort, inbox))


def _write_submissions(
    workspace: Workspace,
    group: MadeGroup,
    learners: tuple[Learner, ...],
    inbox: Path,
    now: datetime,
) -> dict[tuple[str, str], str]:
    """Make every learner's submission: the first assignment as folders, the others as LMS zips."""
    names = workspace.read_course(group.cohort.course_id).assignments
    makers = {
        name: make_submissions(workspace, workspace.read_assignment(name), fatal=group.fatal)
        for name in names
    }
    kinds: dict[tuple[str, str], str] = {}
    archives: dict[str, list[tuple[str, str]]] = {name: [] for name in names[1:]}
    for learner, name in zip(learners, itertools.cycle(names), strict=False):
        made = next(makers[name])
        kinds[learner.id, name] = made.kind
        for notebook, text in made.notebooks.items():
            if name in archives:
                folder = f"{learner.id}_{learner.name}"
                archives[name].append((f"{folder}/{notebook}.ipynb", text))
            else:
                write_text(inbox / name / learner.id / f"{notebook}.ipynb", text)
    for name, members in archives.items():
        if members:
            write_bytes(inbox / f"{name}.zip", _zip(members, now))
    return kinds


def _zip(members: list[tuple[str, str]], now: datetime) -> bytes:
    buffer = io.BytesIO()
    stamp = (now - timedelta(hours=1)).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name, stamp), text.encode())
    return buffer.getvalue()


def _collect(
    workspace: Workspace, database: Database, cohort: Cohort, inbox: Path
) -> tuple[str, ...]:
    """Collect every folder and zip of the inbox; return what was refused."""
    sources = sorted(path for path in inbox.iterdir() if path.is_dir() or path.suffix == ".zip")
    refused: list[str] = []
    for source in sources:
        request = CollectRequest(cohort, source)
        store = SubmissionStore.of(workspace)
        report = collect(database, store, workspace, request, _now())
        refused += [str(entry) for entry in report.refused]
    return tuple(refused)


def _grade(graders: list[CohortGrader], demo: Demo, step: Step) -> tuple[str, ...]:
    failed = []
    with ExitStack() as opened:
        runs = [opened.enter_context(open_run(grader)) for grader in graders]
        progress = opened.enter_context(step(_("Grading"), sum(len(run.jobs) for run in runs)))
        for outcome in (each for run in runs for each in run.grade(demo.workers)):
            label = f"{outcome.submission.learner_id}/{outcome.submission.assignment_id}"
            progress.advance(label)
            if outcome.problem:
                failed.append(f"{label}: {outcome.problem}")
        failed += [str(problem) for run in runs for problem in run.problems.values()]
    return tuple(failed)


def _now() -> datetime:
    return datetime.now(UTC)
