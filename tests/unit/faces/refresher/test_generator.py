"""What is asked of a program that makes data, and what is said where it does something else."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from terakoya.errors import NotebookError
from terakoya.faces.refresher.items import list_refreshers
from terakoya.faces.refresher.refresher_run import read_outcome, write_run
from terakoya.workspace import Workspace
from tests.made_refresher import GENERATOR, write_waits

UNSEEDED = GENERATOR.replace("random.Random(options.seed)", "random.Random()")
ELSEWHERE = GENERATOR.replace("options.to /", "pathlib.Path(__file__).parent / 'other' /")
ENDS = GENERATOR + "raise SystemExit(0)\n"
HEADLESS = "import argparse\nargparse.ArgumentParser().parse_args()\n"
CONTRACT = "It is called with --seed N --to FOLDER, and has to write each file"


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A folder as a run has it, and back what such a program changes of this process."""
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.chdir(tmp_path)
    yield
    tempfile.tempdir = None


def generate(workspace: Workspace, folder: Path, program: str, *, proves: bool) -> None:
    """Run a program as a refresher's first cell does, and read how that went.

    Raises:
        NotebookError: it broke what is asked of it.
    """
    write_waits(workspace)
    (folder / "data").mkdir()
    (folder / "data" / "waits.csv").write_text("name,wait\nt0,1\n")
    (folder / "make_data.py").write_text(program)
    (folder / "other").mkdir()
    assignment = workspace.read_assignment("waits")
    notebook = write_run(assignment, list_refreshers(workspace, assignment)[0], 7, proves=proves)
    output: Any = None
    try:
        exec(notebook.cells[0].source, {})  # noqa: S102 - as the kernel would
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program raises
        told = {"ename": type(error).__name__, "evalue": str(error)}
        output = SimpleNamespace(output_type="error", **told)
    if output is not None:
        notebook.cells[0].outputs = [output]
        read_outcome(notebook, "source/waits")


@pytest.mark.parametrize("program", [GENERATOR, ENDS])
def test_program_that_does_what_is_asked(
    program: str, workspace: Workspace, tmp_path: Path
) -> None:
    """Control: it writes the file, the same twice; it may end itself, without an error."""
    generate(workspace, tmp_path, program, proves=True)
    assert (tmp_path / "data" / "waits.csv").read_text() != "name,wait\nt0,1\n"
    assert not (tmp_path / "once more").exists()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (ELSEWHERE, "has not written data/waits.csv"),
        ("pass", "has not written data/waits.csv"),
        (UNSEEDED, "writes other data each time: data/waits.csv"),
        (HEADLESS, "The program that makes the data fails: SystemExit"),
        ("open('nowhere/x')", "The program that makes the data fails: FileNotFoundError"),
    ],
)
def test_program_that_does_something_else(
    program: str, words: str, workspace: Workspace, tmp_path: Path
) -> None:
    """What it does is said, and how it is called and what it has to write."""
    with pytest.raises(NotebookError) as caught:
        generate(workspace, tmp_path, program, proves=True)
    assert words in caught.value.what
    assert CONTRACT in caught.value.remedy


def test_program_is_run_once_for_a_learner(workspace: Workspace, tmp_path: Path) -> None:
    """Only the author's check makes the data twice."""
    runs = tmp_path / "runs"
    noting = UNSEEDED + f"with open({str(runs)!r}, 'a') as noted:\n    noted.write('x')\n"
    generate(workspace, tmp_path, noting, proves=False)
    assert runs.read_text() == "x"
