"""The engine with real kernels: what each kind of submission scores, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from terakoya_autograde import (
    AssignmentError,
    AssignmentVersion,
    ItemStatus,
    Limits,
    Result,
    Status,
    Submission,
    grade_many,
    grade_submission,
    prepare_assignment,
    with_line,
)

from terakoya.ai.broker import Broker
from terakoya.ai.line_serving import open_line
from terakoya.ai.provider import open_provider
from terakoya.model.ai_ask import Asker, AskPlace
from terakoya.model.ai_settings import AiSettings
from terakoya.records import AskLedger, database_url, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import (
    answer,
    check,
    filled,
    notebook,
    tiny_notebook,
    write_assignment,
    write_notebook,
    write_small_course,
)
from tests.model_server import MODEL, says, serve_model

pytestmark = pytest.mark.usefixtures("started_parents")

LIMITS = Limits(cell_seconds=3, notebook_seconds=20, memory_mb=700, output_kb=64)
RIGHT = {"double": "def double(x):\n    return x + x", "total": "total = 10"}
FATAL = {
    "never-ends": ("while True: pass", Status.TIMEOUT),
    "floods": ("while True: print('x' * 1000)", Status.OUTPUT),
    "floods-metadata": (
        "from IPython.display import display\n"
        "for _ in range(9):\n"
        "    display({}, raw=True, metadata={'text/plain': {'a': 'x' * 2**15}})",
        Status.OUTPUT,
    ),
    "names-an-error-too-long": (
        "import IPython\nclass Long(Exception):\n    pass\nLong.__name__ = 'x' * 2**20\nraise Long",
        Status.OUTPUT,
    ),
    "dies": ("import os; os._exit(3)", Status.DIED),
    "syntax": ("total = (1,", Status.SYNTAX),
    "raises": ("total = 1 / 0", Status.ERROR),
    "greedy": ("x = bytearray(2**30); import time; time.sleep(3)", Status.MEMORY),
}


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """The assignment `tiny`, prepared once for all tests: nothing here changes it."""
    workspace = make_workspace(tmp_path_factory.mktemp("engine") / "workspace")
    write_small_course(workspace)
    with prepare_assignment(workspace.source("tiny")) as made:
        yield made


def grade(version: AssignmentVersion, folder: Path, content: dict[str, Any]) -> Result:
    """Grade one notebook."""
    path = write_notebook(folder / f"{version.id}.ipynb", content)
    return grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)


def scores(result: Result) -> dict[str, float]:
    """Return item → score."""
    return {entry.item.id: entry.score for entry in result.items}


def test_right_answer_scores_full_marks(version: AssignmentVersion, tmp_path: Path) -> None:
    """A right answer gets every point, hidden tests included."""
    result = grade(version, tmp_path, filled(tiny_notebook(), RIGHT))
    assert (result.status, scores(result)) == (Status.OK, {"double-check": 2, "total-check": 1})
    assert "BEGIN HIDDEN TESTS" in result.notebooks["tiny"]


def test_wrong_answer_loses_its_item_only(version: AssignmentVersion, tmp_path: Path) -> None:
    """A mistake that only the hidden test sees costs that item, with the author's words."""
    wrong = RIGHT | {"double": "def double(x):\n    return abs(x) * 2"}
    result = grade(version, tmp_path, filled(tiny_notebook(), wrong))
    assert scores(result) == {"double-check": 0, "total-check": 1}
    assert result.items[0].message == "負の数でも2倍になるはずです"
    assert result.items[0].status is ItemStatus.FAILED


@pytest.mark.parametrize("kind", FATAL)
def test_fatal_answer_keeps_what_came_before(
    version: AssignmentVersion, tmp_path: Path, kind: str
) -> None:
    """Whatever the second cell does, the first item is kept and the status says what it was."""
    source, status = FATAL[kind]
    result = grade(version, tmp_path, filled(tiny_notebook(), RIGHT | {"total": source}))
    assert (result.status, scores(result)) == (status, {"double-check": 2, "total-check": 0})


def test_worker_leaves_no_process_behind(version: AssignmentVersion, tmp_path: Path) -> None:
    """A child that the learner's code started is gone when the result is there."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    source = "import subprocess, sys\nsubprocess.Popen(['sleep', '4242'])\ntotal = 10"
    result = grade(version, tmp_path, filled(tiny_notebook(), RIGHT | {"total": source}))
    after = psutil.Process().children(recursive=True)
    alive = [child for child in after if child.status() != psutil.STATUS_ZOMBIE]
    sleepers = [child for child in alive if "4242" in " ".join(child.cmdline())]
    assert result.score == 3
    assert sleepers == []
    assert len(before) < 50


def test_skip_tag_of_a_learner_earns_nothing(version: AssignmentVersion, tmp_path: Path) -> None:
    """A learner's tag that keeps a check from running does not make it pass."""
    content = filled(tiny_notebook(), {"double": "pass", "total": "pass"})
    for cell in content["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
    assert grade(version, tmp_path, content).score == 0


def test_missing_notebook_scores_zero(version: AssignmentVersion, tmp_path: Path) -> None:
    """Where nothing usable was handed in, every item is 0 and called missing."""
    path = write_notebook(tmp_path / "other.ipynb", notebook())
    result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    assert result.status is Status.MISSING
    assert {entry.status for entry in result.items} == {ItemStatus.MISSING}


def test_environment_of_the_grader_is_not_seen(
    version: AssignmentVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret in the grader's environment is not in the kernel's."""
    monkeypatch.setenv("TERAKOYA_DATABASE_URL", "postgresql://user:secret@db/terakoya")
    source = "import os\ntotal = 10 if 'TERAKOYA_DATABASE_URL' not in os.environ else 0"
    result = grade(version, tmp_path, filled(tiny_notebook(), RIGHT | {"total": source}))
    assert result.score == 3


def test_many_submissions_all_give_a_result(version: AssignmentVersion, tmp_path: Path) -> None:
    """A pool returns one outcome for every job, whatever one of them does."""

    def job(number: int) -> Result:
        if number == 1:
            raise ValueError("not a result")
        return grade(version, tmp_path / str(number), filled(tiny_notebook(), RIGHT))

    outcomes = dict(grade_many(((n, lambda n=n: job(n)) for n in range(3)), workers=2))
    assert sorted(outcomes) == [0, 1, 2]
    assert [isinstance(outcomes[n], Result) for n in range(3)] == [True, False, True]


def test_assignment_without_graded_cell_is_refused(workspace: Workspace) -> None:
    """An instructor's version without a graded cell cannot be graded against."""
    write_assignment(workspace, "empty", notebook(answer("only", "x = 1")))
    with (
        pytest.raises(AssignmentError, match="no graded cell"),
        prepare_assignment(workspace.source("empty")),
    ):
        pass


def test_broken_assignment_says_why(workspace: Workspace) -> None:
    """nbgrader's own reason reaches the author."""
    twice = notebook(check("same", "assert True", 1), check("same", "assert True", 1))
    write_assignment(workspace, "broken", twice)
    with (
        pytest.raises(AssignmentError, match="same"),
        prepare_assignment(workspace.source("broken")),
    ):
        pass


ASKING = """
import os, socket
from terakoya.ai import ask
def _reaches(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True
hidden = "hunter2" not in str(dict(os.environ))
total = 10 if not _reaches({port}) and hidden and ask("2×5は？").text == "はい。" else 0
"""


def test_code_in_the_sandbox_asks_over_its_line_only(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """The model answers through the broker; its server cannot be reached, and no key is there.

    Control: the same answer without a line asks nobody, and scores nothing.
    """
    database = open_database(database_url(tmp_path))
    with serve_model(says()) as models:
        settings = AiSettings("endpoint", models.address, "hunter2", MODEL, proxy="")
        broker = Broker(settings, open_provider(settings), AskLedger(database, "staff"))
        port = int(models.address.split(":")[2].split("/")[0])
        content = filled(tiny_notebook(), RIGHT | {"total": ASKING.format(port=port)})
        asker = Asker(AskPlace.GRADING, "00101")
        asking = with_line(version, partial(open_line, broker, asker))
        scored = scores(grade(asking, tmp_path, content))
        assert scored == scores(grade(version, tmp_path, filled(tiny_notebook(), RIGHT)))
        (asked,) = models.asked
        assert asked["messages"][0]["content"] == "2×5は？"
        plain = scores(grade(version, tmp_path, content))
        assert len(models.asked) == 1
    database.close()
    assert plain != scored
