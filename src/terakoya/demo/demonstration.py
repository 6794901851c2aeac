"""The demonstration: one cohort all the way, for real, on made-up people and submissions.

Only the people and what they hand in are made. The roster is read, the labs are released, the
submissions are collected, graded and fed back by the same code that a real cohort goes through.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from terakoya_autograde.storage import take_away

from terakoya.authoring import make_release
from terakoya.delivery import (
    CollectRequest,
    SubmissionStore,
    collect,
    create_cohort,
    enrol_roster,
    read_roster,
)
from terakoya.demo.demo_roster import make_learners, make_roster
from terakoya.demo.made_submissions import make_submissions
from terakoya.demo.practised import make_refresher_history
from terakoya.errors import WorkspaceError
from terakoya.grading import (
    CohortGrader,
    Summary,
    open_run,
    summarise,
    write_feedback,
)
from terakoya.language import gettext as _
from terakoya.model import Cohort, Course, Learner
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import Workspace, copy_labs, make_workspace
from terakoya.workspace.atomic import write_bytes, write_text

__all__ = ["COHORT", "Demo", "DemoResult", "Step", "run_demo", "scratch_folder"]

COHORT = "demo"
COURSE = "data-practice"
SEED = 20261123
MARK = ".terakoya-demo"


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
    """Where the demonstration runs, with how many learners, on how many processes."""

    folder: Path
    learners: int
    workers: int
    sandbox: bool = True


@dataclass(frozen=True)
class DemoResult:
    """What came out: the cohort's summary, who handed in which kind, and what was refused."""

    workspace: Workspace
    database: Database
    summary: Summary
    kinds: dict[tuple[str, str], str]
    refused: tuple[str, ...]
    failed: tuple[str, ...]


def scratch_folder(folder: Path) -> Path:
    """Empty a folder of an earlier demonstration, or make a new one.

    Raises:
        WorkspaceError: it is a file, or holds something else; nothing is deleted.
    """
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(
            _("This is a file, not a folder."), where=str(folder), remedy=_("Choose another name.")
        )
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise WorkspaceError(
                _("The folder is not empty and is not of an earlier demonstration."),
                where=str(folder),
                remedy=_("Choose an empty or a new folder."),
            )
        for path in folder.iterdir():
            if path.name != MARK:
                take_away(path)
    write_text(folder / MARK, "")  # first: with it the next one may begin anew
    write_text(folder / "README.md", "Made by `terakoya demo`; made anew by the next one.\n")
    return folder


def run_demo(demo: Demo, step: Step) -> DemoResult:
    """Run the whole demonstration; ``step(title, total)`` shows the progress of each part."""
    workspace = make_workspace(scratch_folder(demo.folder) / "workspace")
    copy_labs(workspace)
    course = workspace.read_course(COURSE)
    with step(_("Releasing"), len(course.assignments)) as progress:
        for name in course.assignments:
            make_release(workspace, workspace.read_assignment(name))
            progress.advance(name)
    database = open_database(database_url(workspace.var))
    now = datetime.now(UTC)
    cohort = Cohort(COHORT, COURSE, _("Demonstration cohort"))
    create_cohort(database, workspace, cohort, now)
    inbox = demo.folder / "inbox"
    learners = _enrol(database, cohort, inbox, demo.learners, now)
    kinds = _hand_in(workspace, course, learners, inbox, now)
    refused = _collect(workspace, database, cohort, inbox)
    store = SubmissionStore.of(workspace)
    grader = CohortGrader(workspace, database, store, cohort, _now, sandbox=demo.sandbox)
    failed = _grade(grader, demo, step)
    summary = summarise(workspace, database, cohort)
    graded = sum(1 for entry in summary.entries if entry.grading is not None)
    with step(_("Feedback"), graded) as progress:
        for page in write_feedback(workspace, summary):
            progress.advance(f"{page.entry.learner.id}/{page.entry.assignment_id}")
    make_refresher_history(workspace, database, cohort, _now())
    return DemoResult(workspace, database, summary, kinds, refused, failed)


def _enrol(
    database: Database, cohort: Cohort, inbox: Path, count: int, now: datetime
) -> tuple[Learner, ...]:
    roster = inbox / "roster.csv"
    write_bytes(roster, make_roster(make_learners(count, SEED)))
    learners = read_roster(roster)
    enrol_roster(database, cohort, learners, now)
    return learners


def _hand_in(
    workspace: Workspace,
    course: Course,
    learners: tuple[Learner, ...],
    inbox: Path,
    now: datetime,
) -> dict[tuple[str, str], str]:
    """Make every learner's submission: the first assignment as folders, the others as LMS zips."""
    makers = {
        name: make_submissions(workspace, workspace.read_assignment(name))
        for name in course.assignments
    }
    kinds: dict[tuple[str, str], str] = {}
    archives: dict[str, list[tuple[str, str]]] = {name: [] for name in course.assignments[1:]}
    for learner, name in zip(learners, itertools.cycle(course.assignments), strict=False):
        made = next(makers[name])
        kinds[learner.id, name] = made.kind
        for notebook, text in made.notebooks.items():
            if name in archives:
                folder = f"{learner.id}_{learner.name}"
                archives[name].append((f"{folder}/{notebook}.ipynb", text))
            else:
                write_text(inbox / name / learner.id / f"{notebook}.ipynb", text)
    for name, members in archives.items():
        if not members:
            continue
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


def _grade(grader: CohortGrader, demo: Demo, step: Step) -> tuple[str, ...]:
    failed = []
    with open_run(grader) as run, step(_("Grading"), len(run.jobs)) as progress:
        for outcome in run.grade(demo.workers):
            label = f"{outcome.submission.learner_id}/{outcome.submission.assignment_id}"
            progress.advance(label)
            if outcome.problem:
                failed.append(f"{label}: {outcome.problem}")
    return (*failed, *map(str, run.problems.values()))


def _now() -> datetime:
    return datetime.now(UTC)
