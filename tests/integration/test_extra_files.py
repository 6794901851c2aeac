"""A learner's own modules and data are there while the notebook is graded, and replace nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.notebooks import extra_files
from terakoya_autograde.version import CLEAN_ROOM, IN_KERNEL

from terakoya.authoring import make_release
from terakoya.delivery import CollectRequest, SubmissionStore, collect, create_cohort, enrol_roster
from terakoya.grading import CohortGrader, open_run, summarise, write_feedback
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import answer, check, filled, notebook, write_assignment, write_notebook

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COHORT = Cohort("autumn", "small", "秋")
ANSWERS = {
    "double": "from my_tools import double",
    "total": "import csv\nwith open('data/mine.csv') as file:\n"
    "    total = sum(int(row[0]) for row in csv.reader(file))",
}
OWN = {
    "my_tools.py": "def double(x):\n    return x + x\n",
    "data/mine.csv": "4\n6\n",
    "random.py": "raise RuntimeError('a library was shadowed')\n",
}


def test_own_module_and_data_are_used(workspace: Workspace) -> None:
    """Full points with them, none without; the learner reads what was used, and what was not."""
    make_release(workspace, workspace.read_assignment("tiny"))
    database = open_database(database_url(workspace.var))
    create_cohort(database, workspace, COHORT, NOW)
    learners = [
        Learner(number, "受講 者", "01", "総務課", "主事", Tier.GENERAL, "a@x.example")
        for number in ("0001", "0002")
    ]
    enrol_roster(database, COHORT, learners, NOW)
    inbox = workspace.root / "inbox"
    released = json.loads((workspace.release("tiny") / "tiny.ipynb").read_text("utf-8"))
    for number, files in (("0001", OWN), ("0002", {})):
        write_notebook(inbox / number / "tiny.ipynb", filled(released, ANSWERS))
        for name, text in files.items():
            (inbox / number / name).parent.mkdir(exist_ok=True)
            (inbox / number / name).write_text(text)
    store = SubmissionStore.of(workspace)
    collect(database, store, workspace, CollectRequest(COHORT, inbox), NOW)
    grader = CohortGrader(workspace, database, store, COHORT, lambda: datetime.now(UTC))
    with open_run(grader) as run:
        list(run.grade(workers=2))
    summary = summarise(workspace, database, COHORT)
    with_them, without = summary.entries
    assert with_them.score is not None
    assert without.score is not None
    assert with_them.score.score == summary.full_score("tiny")
    assert without.score.score == 0
    pages = [page.path.read_text("utf-8") for page in write_feedback(workspace, summary)]
    assert "<code>data/mine.csv</code>, <code>my_tools.py</code>" in pages[0]
    assert "Not used: <code>random.py</code>" in pages[0]
    assert "it has the name of a library" in pages[0]
    assert "Files beside your notebook" not in pages[1]
    database.close()


FAKE = "tools/__init__.py", "def right(x):\n    return None\n"
WRONG = "def double(x):\n    return None"


@pytest.fixture(scope="module", params=[CLEAN_ROOM, IN_KERNEL])
def version(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AssignmentVersion]:
    """A course whose check imports the assignment's own module."""
    content = notebook(
        answer("double", "### BEGIN SOLUTION\ndef double(x):\n    return x * 2\n### END SOLUTION"),
        check("ours", "from tools import right\nassert double(3) == right(3)", 1),
    )
    source = write_assignment(make_workspace(tmp_path_factory.mktemp("w") / "w"), "lesson", content)
    (source / "tools.py").write_text("def right(x):\n    return x * 2\n")
    with prepare_assignment(source, checks=request.param) as made:
        yield made


def points(version: AssignmentVersion, folder: Path, solution: str) -> dict[str, float]:
    """What an answer gets with a module beside it that pretends to be the assignment's."""
    reference = json.loads(json.dumps(version.released["lesson"]))
    path = write_notebook(folder / "l.ipynb", filled(reference, {"double": solution}))
    files = {"lesson.ipynb": path}
    name, text = FAKE
    files[name] = folder / name
    files[name].parent.mkdir(exist_ok=True)
    files[name].write_text(text)
    result = grade_submission(version, Submission(files, "digest"), Limits())
    return {entry.item.id: entry.score for entry in result.items}


def test_module_in_anothers_place_earns_nothing(version: AssignmentVersion, tmp_path: Path) -> None:
    """What a check imports is the assignment's, wherever it runs."""
    assert points(version, tmp_path, WRONG) == {"ours": 0}


def test_module_in_anothers_place_would_earn_points(
    version: AssignmentVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: where every file has a place it does, in the learner's process only."""
    monkeypatch.setattr(extra_files._Fixed, "judge", lambda _self, _name: None)
    earned = 0 if version.is_protected(version.items[0]) else 1
    assert points(version, tmp_path, WRONG) == {"ours": earned}
