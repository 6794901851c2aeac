"""What was kept and is gone: a gradebook deleted, restored or damaged, folders removed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from terakoya_autograde.storage.address import address_text

from terakoya.errors import TerakoyaError
from terakoya.grading import CohortGrader, Graded, describe_run, open_trial, summarise
from terakoya.grading.cohort_store import CohortStore
from terakoya.grading.course_directory import CourseDirectory
from terakoya.model import Cause
from terakoya.records import Ending
from tests.integration.test_grading import HALF, NOW, RIGHT, grade, grader, hand_in, scores
from tests.integration.test_runs import LATER, Killed, changes, names, runs
from tests.made import tiny_notebook, write_assignment

__all__ = ["grader"]


def directory(grader: CohortGrader) -> CourseDirectory:
    """Return the cohort's folder."""
    return CourseDirectory(grader.workspace.cohort(grader.cohort.id))


def gradebook(grader: CohortGrader) -> Path:
    """Return the file of the gradebook."""
    return directory(grader).root / "gradebook.db"


def causes(outcomes: list[Graded]) -> set[Cause]:
    """Return why these were graded."""
    return {entry.reason.cause for entry in outcomes}


def words(grader: CohortGrader) -> dict[str, str]:
    """Return learner → how it stands."""
    summary = summarise(grader.workspace, grader.database, grader.cohort)
    return {entry.learner.id: describe_run(entry) for entry in summary.entries}


def test_scores_of_a_deleted_gradebook_come_back(grader: CohortGrader) -> None:
    """The next run grades again and says why; until then nobody is shown as graded, at 0 points."""
    hand_in(grader, {"0001": RIGHT, "0002": HALF}, NOW)
    grade(grader)
    gradebook(grader).unlink()
    assert set(words(grader).values()) == {"Waiting to be graded"}
    again = grade(grader)
    assert causes(again) == {Cause.LOST}
    assert scores(grader) == {"0001": 3, "0002": 2}
    assert [(entry.before, entry.after) for entry in sorted(again, key=_name)] == [(3, 3), (2, 2)]
    assert grade(grader) == []


def test_scores_newer_than_a_restored_gradebook_come_back(grader: CohortGrader) -> None:
    """What the backup lacks, or has of something older, is graded again; the log tells of it."""
    hand_in(grader, {"0001": HALF}, NOW)
    grade(grader)
    backup = gradebook(grader).read_bytes()
    hand_in(grader, {"0001": RIGHT, "0002": RIGHT}, LATER)
    grade(grader)
    gradebook(grader).write_bytes(backup)
    assert words(grader)["0001"] == "Waiting to be graded"
    assert causes(grade(grader)) == {Cause.LOST}
    assert scores(grader) == {"0001": 3, "0002": 3}
    assert changes(grader)[-1] == ("0001", 2, 3, Cause.LOST)
    assert grade(grader) == []


def test_scores_of_an_older_version_in_a_restored_gradebook_are_seen(grader: CohortGrader) -> None:
    """The same submission, handed in at the same moment: only the score tells that it is older."""
    hand_in(grader, {"0001": RIGHT, "0002": {}}, NOW)
    grade(grader)
    backup = gradebook(grader).read_bytes()
    content = tiny_notebook()
    content["cells"][6]["source"] = content["cells"][6]["source"].replace("== 10", "== 11")
    content["cells"][5]["source"] = content["cells"][5]["source"].replace("sum(range(5))", "11")
    write_assignment(grader.workspace, "tiny", content)
    grade(grader)
    gradebook(grader).write_bytes(backup)
    assert names(grade(grader)) == ["0001"]
    assert scores(grader)["0001"] == 2


def test_points_of_a_version_that_was_never_graded_do_not_stay(
    grader: CohortGrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when the gradebook knew a new version, which is then undone: its points go, too."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    notebook = grader.workspace.source("tiny") / "tiny.ipynb"
    original, content = notebook.read_bytes(), tiny_notebook()
    content["cells"][6]["metadata"]["nbgrader"]["points"] = 7
    write_assignment(grader.workspace, "tiny", content)

    def killed(self: CohortStore, batch: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(CohortStore, "begin", killed)
        with pytest.raises(Killed):
            grade(grader)
    notebook.write_bytes(original)
    grade(grader)
    summary = summarise(grader.workspace, grader.database, grader.cohort)
    assert summary.full_score("tiny") == 3
    assert scores(grader)["0001"] == 3
    assert grade(grader) == []


def test_what_a_person_decides_is_not_taken_for_a_loss(grader: CohortGrader) -> None:
    """Points, extra credit and comments of the formgrader make nothing due."""
    hand_in(grader, {"0001": HALF}, NOW)
    grade(grader)
    with Gradebook(address_text(directory(grader).gradebook_url)) as opened:
        row = opened.find_grade("total-check", "tiny", "tiny", "0001")
        row.manual_score, row.extra_credit, row.needs_manual_grade = 0.5, 0.25, False
        opened.find_comment("double", "tiny", "tiny", "0001").manual_comment = "良い"
        opened.db.commit()
    assert grade(grader) == []
    assert words(grader)["0001"] != "Waiting to be graded"


@pytest.mark.parametrize("step", ["submitted", "autograded"])
def test_folder_that_is_gone_comes_back(grader: CohortGrader, step: str) -> None:
    """Feedback and the formgrader read it; the run that brings it back says why it graded."""
    hand_in(grader, {"0001": RIGHT, "0002": RIGHT}, NOW)
    grade(grader)
    gone = directory(grader).root / step / "0001" / "tiny"
    shutil.rmtree(gone)
    again = grade(grader)
    assert (names(again), causes(again)) == (["0001"], {Cause.LOST})
    assert (gone / "tiny.ipynb").exists()


def test_damaged_gradebook_is_told_in_one_sentence(grader: CohortGrader) -> None:
    """Run, trial and table name the file and say what to do; nothing writes over it."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    gradebook(grader).write_bytes(b"no database at all" * 100)
    damaged = r"gradebook\.db: This is no database, or it is damaged"
    with pytest.raises(TerakoyaError, match=damaged):
        grade(grader, force=True)
    with pytest.raises(TerakoyaError, match=damaged):
        summarise(grader.workspace, grader.database, grader.cohort)
    with pytest.raises(TerakoyaError, match=damaged), open_trial(grader, force=True):
        pass
    assert runs(grader)[-1].ending is Ending.BROKEN_OFF
    assert gradebook(grader).read_bytes().startswith(b"no database at all")


def test_empty_gradebook_is_as_none(grader: CohortGrader) -> None:
    """A file without tables, as a kill leaves it, is filled by the next run."""
    hand_in(grader, {"0001": RIGHT}, NOW)
    grade(grader)
    gradebook(grader).write_bytes(b"")
    assert scores(grader)["0001"] is None
    grade(grader)
    assert scores(grader)["0001"] == 3


def _name(entry: Graded) -> str:
    return entry.submission.learner_id
