"""Runs of the grader: what is due and why, what a kill leaves, and which score counts."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import delete, select
from terakoya_autograde import AssignmentVersion, Result
from terakoya_autograde.storage.address import address_text

from terakoya.delivery import CollectRequest, SubmissionStore, collect
from terakoya.errors import GradingError
from terakoya.grading import (
    CohortGrader,
    Graded,
    explain_reason,
    open_run,
    open_trial,
    read_job,
    write_job,
)
from terakoya.grading.cohort_store import CohortStore
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.grader import identify
from terakoya.grading.grader import prepare as really_prepare
from terakoya.grading.grading_job import Job, judge_job
from terakoya.logs import keep_logs
from terakoya.model import Assignment, Cause
from terakoya.model.settings import LogSettings
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Ending, Run, list_runs, list_score_changes
from terakoya.records.tables import (
    Base,
    PersonRow,
    SubmissionRow,
)
from tests.integration.test_grading import HALF, NOW, RIGHT, grade, grader, hand_in, scores
from tests.made import filled, tiny_notebook, write_assignment, write_notebook

__all__ = ["grader"]

LATER = NOW + timedelta(hours=1)
_RESULTS: dict[tuple[str, str], Result] = {}
_ONE = threading.Lock()  # nbgrader changes the working directory while it makes a release


@dataclass(frozen=True)
class Remembered:
    """What a run asks of a version; the engine's own is prepared where a result is not known."""

    id: str
    digest: str
    prepare: Callable[[], AbstractContextManager[AssignmentVersion]]
    sandbox: str = "none"
    untried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broken: tuple[Any, ...] = ()
    master: None = None  # not known: it is entered each time


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine grade each submission against each version once; runs are what is tested."""

    @contextmanager
    def prepare(grader: CohortGrader, assignment: Assignment) -> Iterator[Remembered]:
        digest = identify(grader, assignment).digest
        yield Remembered(assignment.id, digest, partial(really_prepare, grader, assignment))

    def judge(job: Job, version: Remembered, store: SubmissionStore, **_more: object) -> Result:
        key = (job.submission.digest, version.digest)
        with _ONE:
            if key not in _RESULTS:
                with version.prepare() as real:
                    _RESULTS[key] = judge_job(job, real, store)
        return _RESULTS[key]

    monkeypatch.setattr("terakoya.grading.cohort_run.prepare", prepare)
    monkeypatch.setattr("terakoya.grading.cohort_run.judge_job", judge)


class Killed(BaseException):
    """What stands for a SIGKILL in the grader."""


def change_check(grader: CohortGrader, total: int, assignment_id: str = "tiny") -> None:
    """Let the second check of an assignment want another total; its answer is changed with it."""
    content = tiny_notebook()
    for cell in content["cells"]:
        cell["source"] = cell["source"].replace("== 10", f"== {total}")
        cell["source"] = cell["source"].replace("sum(range(5))", str(total))
    write_assignment(grader.workspace, assignment_id, content)


def change_everything(grader: CohortGrader) -> None:
    """Let both checks want something else; what was right is worth nothing then."""
    content = tiny_notebook()
    for cell in content["cells"]:
        for old, new in (
            ("2 * x", "3 * x"),
            ("double(2) == 4", "double(2) == 6"),
            ("double(-3) == -6", "double(-3) == -9"),
            ("total == 10", "total == 11"),
            ("sum(range(5))", "11"),
        ):
            cell["source"] = cell["source"].replace(old, new)
    write_assignment(grader.workspace, "tiny", content)


def add_assignment(grader: CohortGrader, assignment_id: str) -> None:
    """Add a second assignment to the course, as `tiny` is."""
    write_assignment(grader.workspace, assignment_id, tiny_notebook())
    course = grader.workspace.root / "courses" / "small" / "course.toml"
    text = course.read_text(encoding="utf-8")
    course.write_text(text.replace('"tiny"', f'"tiny", "{assignment_id}"'), encoding="utf-8")


def hand_in_of(grader: CohortGrader, assignment_id: str, learner: str, at: datetime) -> None:
    """Hand in a right answer to an assignment that is as `tiny`."""
    inbox = grader.workspace.root / f"inbox-{assignment_id}-{at:%H%M}"
    write_notebook(inbox / learner / f"{assignment_id}.ipynb", filled(tiny_notebook(), RIGHT))
    request = CollectRequest(grader.cohort, inbox, assignment_id)
    report = collect(grader.database, grader.store, grader.workspace, request, datetime.now(UTC))
    assert report.refused == ()


def runs(grader: CohortGrader) -> tuple[Run, ...]:
    """Return every run that was noted."""
    with grader.database.session() as session:
        return list_runs(session, grader.cohort.id)


def changes(grader: CohortGrader) -> list[tuple[str, float, float, Cause]]:
    """Return the log: learner, before, after, why."""
    with grader.database.session() as session:
        found = list_score_changes(session, grader.cohort.id)
    return [(entry.learner_id, entry.before, entry.after, entry.reason.cause) for entry in found]


def names(outcomes: list[Graded]) -> list[str]:
    """Return whose submissions these are, sorted."""
    return sorted(entry.submission.learner_id for entry in outcomes)


def test_version_that_comes_back_is_graded_again(grader: CohortGrader) -> None:
    """3.0 → 2.0 → 3.0 without --force; the log names the learner, both changes, and the cell."""
    original = (grader.workspace.source("tiny") / "tiny.ipynb").read_bytes()
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    change_check(grader, 11)
    (second,) = grade(grader)
    assert (second.before, second.after) == (3, 2)
    assert second.reason.changed == ("tiny.ipynb#total", "tiny.ipynb#total-check")
    assert "total-check" in explain_reason(second.reason)
    (grader.workspace.source("tiny") / "tiny.ipynb").write_bytes(original)
    (third,) = grade(grader)
    assert (third.before, third.after) == (2, 3)
    assert scores(grader)["0001"] == 3
    assert changes(grader) == [
        ("0001", 3, 2, Cause.VERSION),
        ("0001", 2, 3, Cause.VERSION),
    ]
    page = WorkspaceSite(grader.workspace, grader.database).cohort("autumn")
    assert page is not None
    assert [(row.name, row.before, row.after) for row in page.changes] == [
        ("髙橋 凛", 2, 3),
        ("髙橋 凛", 3, 2),
    ]
    assert all("total-check" in row.why for row in page.changes)
    assert [(row.done, row.planned) for row in page.runs] == [(1, 1)] * 3
    assert grade(grader) == []


def test_version_that_takes_everything_and_is_undone(grader: CohortGrader) -> None:
    """3.0 → 0.0 → 3.0: the score of the version that is in the workspace, whichever it was."""
    original = (grader.workspace.source("tiny") / "tiny.ipynb").read_bytes()
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    change_everything(grader)
    grade(grader)
    assert scores(grader)["0001"] == 0
    (grader.workspace.source("tiny") / "tiny.ipynb").write_bytes(original)
    grade(grader)
    assert scores(grader)["0001"] == 3
    assert [entry[:3] for entry in changes(grader)] == [("0001", 3, 0), ("0001", 0, 3)]


def test_run_is_logged_by_numbers(grader: CohortGrader) -> None:
    """When it began and ended, and how each submission went; whose it is, is not in the log."""
    hand_in(grader, {"0001": HALF}, NOW)
    with keep_logs(LogSettings("json", "info", "log"), grader.workspace.root):
        grade(grader)
    text = (grader.workspace.root / "log").read_text(encoding="utf-8")
    began, graded, ended = [json.loads(line) for line in text.splitlines()]
    assert (began["event"], began["run"], began["due"]) == ("grading began", 1, 1)
    assert (graded["event"], graded["submission"], graded["status"]) == ("graded", 1, "ok")
    assert graded["seconds"] > 0
    assert (ended["event"], ended["ending"]) == ("grading ended", "complete")
    assert "0001" not in text
    assert "髙橋" not in text
    site = WorkspaceSite(grader.workspace, grader.database)
    assert site.count_gradings() == {"ok": 1}


def test_plan_of_an_older_version_overwrites_nothing(grader: CohortGrader) -> None:
    """The plan is made where nobody else grades: a second grader cannot plan meanwhile."""
    hand_in(grader, {"0001": HALF}, NOW)
    with open_run(grader) as run:
        assert len(run.jobs) == 1
        with pytest.raises(GradingError, match="being graded by another command"):
            grade(grader)
    change_check(grader, 11)
    grade(grader)
    assert scores(grader)["0001"] == 3


def test_version_that_changes_after_the_plan_is_not_graded_against(grader: CohortGrader) -> None:
    """What was planned for one version is never scored by another; the next run does it."""
    hand_in(grader, {"0001": HALF}, NOW)
    with open_run(grader) as run:
        change_check(grader, 11)
        assert list(run.grade(workers=1)) == []
    assert "was changed while it was made ready" in str(run.problems["tiny"])
    assert runs(grader)[-1].ending is Ending.INCOMPLETE
    grade(grader)
    assert scores(grader)["0001"] == 3


def test_newer_submission_that_comes_in_meanwhile_is_the_one_that_counts(
    grader: CohortGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was overtaken while it ran is not kept, and the newer one is graded in the same run."""
    hand_in(grader, {"0001": HALF}, NOW)
    begin = CohortStore.begin

    def overtaken(self: CohortStore, batch: Any) -> Any:
        if not handed_in_meanwhile:
            handed_in_meanwhile.append(True)
            hand_in(grader, {"0001": RIGHT}, LATER)
        return begin(self, batch)

    handed_in_meanwhile: list[bool] = []
    monkeypatch.setattr(CohortStore, "begin", overtaken)
    first, second = grade(grader)
    assert first.overtaken
    assert not second.overtaken
    assert (second.before, second.after) == (None, 3)
    assert scores(grader)["0001"] == 3
    assert grade(grader) == []


@pytest.mark.parametrize("step", ["begin", "place", "write", "finish"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_killed_run_is_taken_up(
    grader: CohortGrader, monkeypatch: pytest.MonkeyPatch, step: str, done: bool
) -> None:
    """Killed at any step, the next run ends as an undisturbed one; the log says each change once.

    Before the kill the score is of an older version: what it was is not lost with the run.
    """
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    change_check(grader, 11)
    real: Callable[..., Any] = getattr(CohortStore, step)

    def killed(self: CohortStore, *arguments: Any) -> None:
        if done:
            real(self, *arguments)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(CohortStore, step, killed)
        with pytest.raises(Killed):
            grade(grader)
    grade(grader)
    assert scores(grader)["0001"] == 2
    assert [entry[:3] for entry in changes(grader)] == [("0001", 3, 2)]
    assert grade(grader) == []
    assert [run.ending for run in runs(grader)][:2] == [Ending.COMPLETE, Ending.BROKEN_OFF]


def test_interrupted_force_goes_on(grader: CohortGrader) -> None:
    """Whether --force is said again or not, only what was left is graded; then it is over."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    grade(grader)
    (first,) = grade(grader, force=True, stop_after=1)
    with open_run(grader, force=True) as run:
        assert run.continued is not None
        (second,) = run.grade(workers=1)
    assert names([first, second]) == ["0001", "0002"]
    assert grade(grader) == []
    assert names(grade(grader, force=True)) == ["0001", "0002"]
    (third,) = grade(grader, force=True, stop_after=1)
    (fourth,) = grade(grader)
    assert {third.submission.learner_id, fourth.submission.learner_id} == {"0001", "0002"}
    assert fourth.reason.cause is Cause.ASKED


def test_force_over_one_that_a_run_over_all_has_finished_begins_anew(grader: CohortGrader) -> None:
    """What broke off is over when any later run has done the rest; --force never does nothing."""
    add_assignment(grader, "also")
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    hand_in_of(grader, "also", "0001", NOW)
    grade(grader)
    grade(grader, "tiny", force=True, stop_after=1)
    assert len(grade(grader, force=True)) == 3
    assert names(grade(grader, "tiny", force=True)) == ["0001", "0002"]
    grade(grader, force=True, stop_after=1)
    grade(grader, "also")
    grade(grader, "tiny")
    assert len(grade(grader, force=True)) == 3


@pytest.mark.parametrize("step", ["begin", "finish"])
def test_submission_that_is_deleted_meanwhile_stops_nobody_else(
    grader: CohortGrader, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Nothing is noted of it; the others of its batch are graded, and the run has an end."""
    hand_in(grader, {"0001": RIGHT, "0002": RIGHT}, NOW)
    real: Callable[..., Any] = getattr(CohortStore, step)

    def deleted(self: CohortStore, batch: Any) -> Any:
        if not gone:
            gone.append(True)
            _withdraw(grader, "0001")
        return real(self, batch)

    gone: list[bool] = []
    monkeypatch.setattr(CohortStore, step, deleted)
    outcomes = {entry.submission.learner_id: entry for entry in grade(grader)}
    assert outcomes["0001"].overtaken
    assert outcomes["0002"].after == 3
    assert scores(grader) == {"0002": 3}
    assert runs(grader)[-1].ending is Ending.COMPLETE
    assert grade(grader) == []


def test_assignment_that_left_the_course_is_left_in_peace(grader: CohortGrader) -> None:
    """It fails no run for ever; it is named, and what was handed in stays for when it is back."""
    add_assignment(grader, "also")
    hand_in(grader, {"0001": RIGHT}, NOW)
    hand_in_of(grader, "also", "0001", NOW)
    course = grader.workspace.root / "courses" / "small" / "course.toml"
    before = course.read_text(encoding="utf-8")
    course.write_text(before.replace(', "also"', ""), encoding="utf-8")
    grader.workspace.source("also").rename(grader.workspace.root / "also-elsewhere")
    with open_run(grader) as run:
        assert run.left_behind == ("also",)
        (graded,) = run.grade(workers=1)
    assert (graded.submission.assignment_id, run.problems) == ("tiny", {})
    course.write_text(before, encoding="utf-8")
    (grader.workspace.root / "also-elsewhere").rename(grader.workspace.source("also"))
    assert [entry.submission.assignment_id for entry in grade(grader)] == ["also"]


def test_broken_assignment_does_not_stop_the_others(grader: CohortGrader) -> None:
    """What can be graded is; the other is named, and the run is called incomplete."""
    add_assignment(grader, "also")
    hand_in(grader, {"0001": RIGHT}, NOW)
    hand_in_of(grader, "also", "0001", NOW)
    broken = grader.workspace.source("also") / "also.ipynb"
    broken.write_text("{", encoding="utf-8")
    with open_run(grader) as run:
        (graded,) = run.grade(workers=1)
    assert graded.submission.assignment_id == "tiny"
    assert list(run.problems) == ["also"]
    (noted,) = runs(grader)
    assert (noted.ending, noted.problems[0][0]) == (Ending.INCOMPLETE, "also")
    write_assignment(grader.workspace, "also", tiny_notebook())
    (graded,) = grade(grader)
    assert graded.submission.assignment_id == "also"


def test_trial_tells_what_would_change_and_changes_nothing(grader: CohortGrader) -> None:
    """Whose score would be another one, from what to what; gradebook, folders, records stay."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    grade(grader)
    change_check(grader, 11)
    before = (scores(grader), runs(grader), _files(grader))
    with open_trial(grader) as run:
        outcomes = {entry.submission.learner_id: entry for entry in run.grade(workers=2)}
    assert {name: (entry.before, entry.after) for name, entry in outcomes.items()} == {
        "0001": (3, 2),
        "0002": (2, 3),
    }
    assert (scores(grader), runs(grader), _files(grader)) == before
    assert changes(grader) == []
    assert names(grade(grader)) == ["0001", "0002"]


def test_points_of_a_person_are_no_change_by_a_run(grader: CohortGrader) -> None:
    """The log begins with what the gradebook says, so a person's points are not a run's doing."""
    hand_in(grader, {"0001": HALF}, NOW)
    grade(grader)
    directory = CourseDirectory(grader.workspace.cohort(grader.cohort.id))
    with Gradebook(address_text(directory.gradebook_url)) as gradebook:
        gradebook.find_grade("total-check", "tiny", "tiny", "0001").manual_score = 1.0
        gradebook.db.commit()
    (again,) = grade(grader, force=True)
    assert (again.before, again.after) == (3, 3)
    assert changes(grader) == []


def test_run_is_noted_while_it_goes_on(grader: CohortGrader) -> None:
    """A page can follow it: how many are due, how many are done, who began it, how it ended."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    with open_run(grader) as run:
        seen = [(runs(grader)[-1].done, runs(grader)[-1].planned) for _ in run.grade(workers=1)]
        assert runs(grader)[-1].ending is Ending.GOING_ON
    assert seen[-1] == (2, 2)
    assert runs(grader)[-1].ending is Ending.COMPLETE
    assert runs(grader)[-1].started_by


def test_where_checks_run_is_part_of_the_version(grader: CohortGrader) -> None:
    """What was graded with checks in the learner's process is due again without."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(replace(grader, checks="in-kernel"))
    (again,) = grade(grader)
    assert again.reason.changed == ("checks",)
    assert grade(grader) == []


def test_job_is_data(grader: CohortGrader) -> None:
    """A job comes back from its JSON as it was, and names contents by digests only."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    with open_run(grader) as run:
        (job,) = run.jobs
    assert read_job(write_job(job)) == job
    assert set(json.loads(write_job(job))) == {
        "run_id",
        "submission",
        "version",
        "reason",
        "limits",
    }
    assert job.submission.files["tiny.ipynb"] in write_job(job).decode()


def _withdraw(grader: CohortGrader, learner: str) -> None:
    """Delete a learner and all that is known of them, in whatever table; events stay, as always."""
    with grader.database.session() as session:
        rows = session.scalars(select(SubmissionRow).where(SubmissionRow.learner_id == learner))
        wanted = {"submission_id": [row.id for row in rows], "learner_id": [learner]}
        for table in reversed(Base.metadata.sorted_tables):
            if table.name == "events":
                continue
            for name in wanted.keys() & set(table.columns.keys()):
                session.execute(delete(table).where(table.c[name].in_(wanted[name])))
        session.execute(delete(PersonRow).where(PersonRow.id == learner))


def _files(grader: CohortGrader) -> dict[str, int]:
    """Return every file of the cohort's folder with the time of its last change."""
    root = grader.workspace.cohort(grader.cohort.id)
    return {
        str(path.relative_to(root)): path.stat().st_mtime_ns
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("gradebook.db-")
    }
