"""An instructor's own cell that ends the program, or ends with an error, names itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentError,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)
from typer.testing import CliRunner

from terakoya.cli.grade_report import warn_of_broken
from terakoya.cli.main import app
from terakoya.workspace import Workspace
from tests.made import code, filled, tiny_notebook, write_assignment, write_notebook

LIMITS = Limits(cell_seconds=5, notebook_seconds=20, memory_mb=700, output_kb=64)
PLACE = 5  # of the author's cell, counted from 1
ENDS = {
    "sys.exit": ("import sys\nsys.exit()", "SystemExit"),
    "a code": ("raise SystemExit(5)", "SystemExit: 5"),
    "in a function": ("def stop():\n    raise SystemExit\nstop()", "SystemExit"),
    "exit": ("print('done')\nexit()", "exit()"),
}
DIES = {
    "dies": ("import os\nos._exit(3)", "it ends Python itself"),
    "interrupted": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}


def with_cell(source: str, **metadata: Any) -> dict[str, Any]:
    """The tiny notebook with one more plain cell of the author's."""
    content = tiny_notebook()
    cell = code("author", source) | {"metadata": metadata}
    content["cells"].insert(PLACE - 1, cell)
    return content


@pytest.mark.parametrize("kind", ENDS)
def test_cell_that_ends_the_program_is_named(
    workspace: Workspace, tmp_path: Path, kind: str
) -> None:
    """By its number and how it ends; answers are graded all the same, as nbgrader goes on, too."""
    source, reason = ENDS[kind]
    write_assignment(workspace, "tiny", with_cell(source))
    with prepare_assignment(workspace.source("tiny")) as version:
        (cell,) = version.broken
        right = {"double": "def double(x):\n    return x + x", "total": "total = 10"}
        content = filled(json.loads(json.dumps(version.released["tiny"])), right)
        path = write_notebook(tmp_path / "tiny.ipynb", content)
        result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    assert (cell.number, cell.reason, cell.ends) == (PLACE, reason, True)
    assert result.score == 3


@pytest.mark.parametrize("kind", DIES)
def test_cell_that_ends_the_process_is_named(workspace: Workspace, kind: str) -> None:
    """Nothing is graded against it, and the sentence says which cell it is."""
    source, reason = DIES[kind]
    write_assignment(workspace, "tiny", with_cell(source))
    with pytest.raises(AssignmentError) as caught, prepare_assignment(workspace.source("tiny")):
        pass
    assert str(caught.value) == (
        f"tiny.ipynb: the instructor's cell {PLACE} ends the program ({reason})"
    )


def test_helper_that_ends_the_program_costs_its_check_only(workspace: Workspace) -> None:
    """A check's call of an author's function that exits stops no assignment."""
    content = with_cell("def stop(value):\n    raise SystemExit\n\nlimit = 3")
    content["cells"][-1]["source"] = (
        "try:\n    stop(limit)\nexcept SystemExit:\n    pass\n" + (content["cells"][-1]["source"])
    )
    write_assignment(workspace, "tiny", content)
    with prepare_assignment(workspace.source("tiny")) as version:
        assert version.broken == ()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit", "The instructor's cell 5 ends the program (SystemExit)."),
        ("1 / 0", "cell 5 ends with an error (ZeroDivisionError: division by zero)."),
        ("quit()", "The instructor's cell 5 ends the program (quit())."),
    ],
)
def test_check_names_the_cell(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, source: str, words: str
) -> None:
    """`terakoya check` says it before the release."""
    monkeypatch.chdir(workspace.root)
    write_assignment(workspace, "tiny", with_cell(source))
    run = CliRunner().invoke(app, ["check", "tiny"], env={"COLUMNS": "400"})
    assert run.exit_code == 1
    assert words in run.output


def test_grading_names_the_cell(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`terakoya grade` warns of it: no learner can help it."""
    write_assignment(workspace, "tiny", with_cell("raise SystemExit"))
    with prepare_assignment(workspace.source("tiny")) as version:
        warn_of_broken(version)
    said = capsys.readouterr().err
    assert "tiny/tiny.ipynb: The instructor's cell 5 ends the program (SystemExit)." in said


def test_error_on_purpose_is_none(workspace: Workspace) -> None:
    """A cell that its author has tagged raises-exception is as it should be."""
    content = with_cell("1 / 0", tags=["raises-exception"])
    write_assignment(workspace, "tiny", content)
    with prepare_assignment(workspace.source("tiny")) as version:
        assert version.broken == ()
