"""Grading a cohort: what is new, what counts, what a person decided, and breaking off half-way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from terakoya_autograde import ItemStatus
from terakoya_autograde.storage.address import address_text

from terakoya.authoring import make_release
from terakoya.delivery import (
    CollectRequest,
    DueRequest,
    SubmissionStore,
    change_due_date,
    collect,
    create_cohort,
    enrol_roster,
)
from terakoya.errors import GradingError
from terakoya.grading import CohortGrader, Graded, open_run, summarise
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.gradebook import open_gradebook
from terakoya.model import Cohort, Learner, Stamp, Tier
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace
from tests.made import filled, tiny_notebook, write_assignment, write_notebook

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COHORT = Cohort("autumn", "small", "秋")
RIGHT = {"double": "def double(x):\n    return x + x", "total": "total = 10"}
HALF = RIGHT | {"total": "total = 11"}


@pytest.fixture
def grader(workspace: Workspace) -> Iterator[CohortGrader]:
    """A cohort of two, ready to hand in."""
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, COHORT, NOW)
    learners = [
        Learner(number, name, "01", "総務課", "主事", Tier.GENERAL, f"{number}@x.example")
        for number, name in (("0001", "髙橋 凛"), ("0002", "山﨑 樹"))
    ]
    enrol_roster(database, COHORT, learners, NOW)
    store = SubmissionStore.of(workspace)
    yield CohortGrader(workspace, database, store, COHORT, lambda: datetime.now(UTC))
    database.close()


def hand_in(grader: CohortGrader, answers: dict[str, dict[str, str]], at: datetime) -> None:
    """Hand in learner → answers."""
    inbox = grader.workspace.root / f"inbox-{at:%H%M}"
    released = json.loads((grader.workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    for learner, cells in answers.items():
        write_notebook(inbox / learner / "tiny.ipynb", filled(released, cells))
    request = CollectRequest(grader.cohort, inbox)
    report = collect(grader.database, grader.store, grader.workspace, request, datetime.now(UTC))
    assert report.refused == ()


def grade(
    grader: CohortGrader,
    assignment_id: str | None = None,
    *,
    force: bool = False,
    stop_after: int = 99,
) -> list[Graded]:
    """Grade what is new, or break off after some; a problem of an assignment is raised."""
    outcomes = []
    with open_run(grader, assignment_id, force=force) as run:
        for outcome in run.grade(workers=2):
            outcomes.append(outcome)
            if len(outcomes) == stop_after:
                break
    for problem in run.problems.values():
        raise problem
    return outcomes


def scores(grader: CohortGrader) -> dict[str, float | None]:
    """Return learner → score in the cohort's table."""
    summary = summarise(grader.workspace, grader.database, grader.cohort)
    return {
        entry.learner.id: entry.score.score if entry.score else None for entry in summary.entries
    }


def test_only_what_is_new_is_graded(grader: CohortGrader) -> None:
    """A second run does nothing; a newer submission is graded and counts.

    Each run brings nbgrader's due date and extensions in step, also where there is none any more.
    """
    at, last = Stamp(NOW), NOW - timedelta(hours=2)
    due = DueRequest(COHORT, "tiny", last)
    longer = replace(due, at=NOW + timedelta(days=9999), learner_ids=("0001",))
    for request in (due, longer):
        change_due_date(grader.database, grader.workspace, request, at)
    hand_in(grader, {"0001": HALF}, NOW)
    assert [entry.submission.learner_id for entry in grade(grader)] == ["0001"]
    assert dates_of_nbgrader(grader, "0001") == (last.replace(tzinfo=None), longer.at - last)
    assert scores(grader) == {"0001": 2, "0002": None}
    change_due_date(grader.database, grader.workspace, replace(due, at=None), at)
    assert grade(grader) == []
    hand_in(grader, {"0001": RIGHT, "0002": {}}, NOW + timedelta(hours=1))
    assert sorted(entry.submission.learner_id for entry in grade(grader)) == ["0001", "0002"]
    assert scores(grader) == {"0001": 3, "0002": 0}
    assert dates_of_nbgrader(grader, "0001") == (None, None)


def dates_of_nbgrader(grader: CohortGrader, learner: str) -> tuple[object, object]:
    """The due date that nbgrader has, and a learner's extension."""
    directory = CourseDirectory(grader.workspace.cohort(grader.cohort.id))
    with Gradebook(address_text(directory.gradebook_url)) as gradebook:
        extension = gradebook.find_submission("tiny", learner).extension
        return gradebook.find_assignment("tiny").duedate, extension


def test_broken_off_grading_is_taken_up_again(grader: CohortGrader) -> None:
    """What was finished stays; the next run does the rest, and nothing twice."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    first = grade(grader, stop_after=1)
    rest = grade(grader)
    done = sorted(entry.submission.learner_id for entry in first + rest)
    assert done == ["0001", "0002"]
    assert scores(grader) == {"0001": 3, "0002": 2}


def test_score_of_a_person_is_kept(grader: CohortGrader) -> None:
    """Grading again never overwrites what a person decided; it asks for another look."""
    hand_in(grader, {"0001": HALF}, NOW)
    grade(grader)
    directory = CourseDirectory(grader.workspace.cohort(grader.cohort.id))
    with Gradebook(address_text(directory.gradebook_url)) as gradebook:
        row = gradebook.find_grade("total-check", "tiny", "tiny", "0001")
        row.manual_score = 1.0
        gradebook.db.commit()
    grade(grader, force=True)
    assert scores(grader)["0001"] == 3
    with open_gradebook(directory) as gradebook:
        (item,) = (
            entry
            for entry in gradebook.read_scores("tiny")["0001"].items
            if entry.item == "total-check"
        )
    assert item.needs_manual_grade


def test_changed_assignment_is_graded_anew(grader: CohortGrader) -> None:
    """A correction of a check counts for everyone at the next run."""
    hand_in(grader, {"0001": HALF}, NOW)
    grade(grader)
    content = tiny_notebook()
    content["cells"][6]["source"] = content["cells"][6]["source"].replace("== 10", "== 11")
    write_assignment(grader.workspace, "tiny", content)
    assert len(grade(grader)) == 1
    assert scores(grader)["0001"] == 3


def test_removed_item_is_refused_while_there_are_submissions(grader: CohortGrader) -> None:
    """Taking an item away would lose scores: the sentence says what to do, and nothing changes."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    content = tiny_notebook()
    del content["cells"][5:]
    write_assignment(grader.workspace, "tiny", content)
    with pytest.raises(GradingError, match="Undo the change"):
        grade(grader)
    assert scores(grader)["0001"] == 3


def test_refused_notebook_is_not_called_missing(grader: CohortGrader) -> None:
    """What was handed in but cannot be graded scores nothing, and nobody says it is not there."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    released = json.loads((grader.workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    for cell in released["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"schema_version": 99}
    inbox = grader.workspace.root / "inbox-broken"
    write_notebook(inbox / "0002" / "tiny.ipynb", released)
    request = CollectRequest(grader.cohort, inbox)
    collect(grader.database, grader.store, grader.workspace, request, datetime.now(UTC))
    results = {entry.submission.learner_id: entry.result for entry in grade(grader)}
    refused = results["0002"]
    assert refused is not None
    assert {entry.status for entry in refused.items} == {ItemStatus.NOT_RUN}
    assert scores(grader) == {"0001": 3, "0002": 0}


def test_damaged_submission_costs_only_itself(grader: CohortGrader) -> None:
    """A file that was damaged on the disk is told, not graded; the others are graded."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    first = summarise(grader.workspace, grader.database, grader.cohort).entries[0].submission
    assert first is not None
    blob = grader.store.path(first.files["tiny.ipynb"])
    blob.chmod(0o644)
    blob.write_text("{}", encoding="utf-8")
    outcomes = {entry.submission.learner_id: entry for entry in grade(grader)}
    assert "damaged" in outcomes["0001"].problem
    assert outcomes["0002"].problem == ""
    assert scores(grader) == {"0001": None, "0002": 2}


def test_cohort_folder_is_complete_for_nbgrader(grader: CohortGrader) -> None:
    """submitted/, autograded/ and the names of people are there, as nbgrader has them."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    root: Path = grader.workspace.cohort("autumn")
    assert (root / "submitted" / "0001" / "tiny" / "timestamp.txt").exists()
    assert (root / "autograded" / "0001" / "tiny" / "tiny.ipynb").exists()
    assert (root / "source" / "tiny" / "tiny.ipynb").exists()
    with Gradebook(address_text(CourseDirectory(root).gradebook_url)) as gradebook:
        student = gradebook.find_student("0001")
        assert (student.last_name, student.first_name) == ("髙橋", "凛")


def test_cohort_is_graded_by_one_command_at_a_time(grader: CohortGrader) -> None:
    """A second grader is refused while the first is at work, and may begin when that has ended."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    with open_run(grader) as run:
        next(run.grade(workers=1))
        with pytest.raises(GradingError, match="being graded by another command"):
            grade(grader)
    assert len(grade(grader)) == 1


def test_leftovers_of_a_killed_grader_are_removed(grader: CohortGrader) -> None:
    """What a killed grader had begun is gone after the next run; a person's own folder stays."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    place = grader.workspace.cohort(grader.cohort.id) / "autograded" / "0001"
    for name in (".tiny.ab_cd123.new", ".tiny.ab_cd123.old", ".tiny.notes", ".notes"):
        (place / name).mkdir(parents=True)
    grade(grader)
    assert sorted(path.name for path in place.iterdir()) == [".notes", ".tiny.notes", "tiny"]
