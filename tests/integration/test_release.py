"""Releases through nbgrader: the same bytes each time, and nothing of the author's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import generate

from terakoya.authoring import Subject, check_assignment, compare_release, make_release
from terakoya.authoring.foreseen import Foreseen
from terakoya.authoring.marking import refuse_contents
from terakoya.errors import NotebookError, ReleaseError
from terakoya.workspace import Workspace
from tests.made import (
    SOLUTION,
    answer,
    check,
    code,
    markdown,
    notebook,
    tiny_notebook,
    write_notebook,
)
from tests.stock_programs import stock_environment

NBGRADER = Path(sys.executable).with_name("nbgrader")


def release(workspace: Workspace) -> bool:
    """Make the release of `tiny`."""
    return make_release(workspace, workspace.read_assignment("tiny"))


def released_text(workspace: Workspace) -> str:
    """The released notebook of `tiny`, as text."""
    return (workspace.release("tiny") / "tiny.ipynb").read_text(encoding="utf-8")


def test_release_is_the_same_byte_for_byte(workspace: Workspace) -> None:
    """The second time nothing changes, and a comparison finds nothing."""
    assert release(workspace)
    first = released_text(workspace)
    assert not release(workspace)
    (workspace.release("tiny") / "tiny.ipynb").unlink()
    assert release(workspace)
    assert released_text(workspace) == first
    assert compare_release(workspace, workspace.read_assignment("tiny")) == ()


def test_release_holds_no_solution_and_no_hidden_test(workspace: Workspace) -> None:
    """Learners get the visible checks only; authors' files stay behind."""
    (workspace.source("tiny") / "answers" / "right").mkdir(parents=True)
    (workspace.source("tiny") / "answers" / "right" / "x.py").write_text("# secret\n")
    (workspace.source("tiny") / "make_data.py").write_text("SECRET = 1\n")
    release(workspace)
    text = released_text(workspace)
    assert "2 * x" not in text
    assert "負の数でも" not in text
    assert "double(2) == 4" in text
    assert [path.name for path in workspace.release("tiny").rglob("*")] == ["tiny.ipynb"]


def test_release_has_no_cell_of_the_app(workspace: Workspace) -> None:
    """A cell tagged app-only is in the source and not in the release."""
    cell = code("widgets", "print('app')")
    cell["metadata"]["tags"] = ["app-only"]
    path = workspace.source("tiny") / "tiny.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"].append(cell)
    write_notebook(path, content)
    release(workspace)
    assert "widgets" not in released_text(workspace)


def test_stock_nbgrader_gives_the_same_release(workspace: Workspace) -> None:
    """`nbgrader generate_assignment` and `nbgrader list` work in a workspace as it is."""
    release(workspace)
    ours = released_text(workspace)
    (workspace.release("tiny") / "tiny.ipynb").unlink()
    environment = stock_environment()
    command = [str(NBGRADER), "generate_assignment", "tiny", "--force"]
    made = subprocess.run(
        command, cwd=workspace.root, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert released_text(workspace) == ours
    listed = subprocess.run(
        [str(NBGRADER), "list"],
        cwd=workspace.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.returncode == 0, listed.stderr


def test_comparison_names_what_differs(workspace: Workspace) -> None:
    """A changed, a missing and an extra file are told apart, and nothing is written."""
    release(workspace)
    folder = workspace.release("tiny")
    (folder / "tiny.ipynb").write_text("{}")
    (folder / "extra.txt").touch()
    found = compare_release(workspace, workspace.read_assignment("tiny"))
    assert {(entry.file, entry.kind) for entry in found} == {
        ("tiny.ipynb", "changed"),
        ("extra.txt", "extra"),
    }
    assert (folder / "tiny.ipynb").read_text() == "{}"


def test_file_that_the_manifest_does_not_name_is_not_released(workspace: Workspace) -> None:
    """A stray file in the source stops the release and leaves the old one."""
    release(workspace)
    (workspace.source("tiny") / "model-answer.txt").write_text("42")
    with pytest.raises(ReleaseError, match=r"model-answer\.txt"):
        release(workspace)
    assert [path.name for path in workspace.release("tiny").rglob("*")] == ["tiny.ipynb"]


def test_solution_mark_that_is_not_closed_is_refused(workspace: Workspace) -> None:
    """The author hears which line it is, and nothing is released."""
    broken = SOLUTION.replace("### END SOLUTION", "")
    cells = (markdown("t", "# x"), answer("double", broken), check("c", "assert True", 1))
    write_notebook(workspace.source("tiny") / "tiny.ipynb", notebook(*cells))
    with pytest.raises(NotebookError, match=r"source/tiny/tiny\.ipynb, cell 2, line 3"):
        release(workspace)
    assert not workspace.release("tiny").exists()


MISTYPED = {
    "singular": ("BEGIN HIDDEN TESTS", "BEGIN HIDDEN TEST"),
    "letter": ("BEGIN HIDDEN TESTS", "BEGIN HIDEN TESTS"),
    "small": ("BEGIN HIDDEN TESTS", "Begin hidden tests"),
    "second": ("END SOLUTION", "END SOLUTION\\n    x = '負の数でも'\\n    ### END SOLUTION"),
}


@pytest.mark.parametrize("slip", sorted(MISTYPED))
def test_mistyped_mark_is_refused_and_nothing_is_released(workspace: Workspace, slip: str) -> None:
    """What a mistyped mark would let out never reaches release/; the check says it too."""
    _mistype(workspace, slip)
    with pytest.raises(NotebookError, match=r"tiny\.ipynb, cell \d, line \d"):
        release(workspace)
    assert not workspace.release("tiny").exists()
    assignment = workspace.read_assignment("tiny")
    found = check_assignment(workspace, assignment, ("tags",), lambda _label: None)
    assert next((entry.check, "cell" in entry.where) for entry in found) == ("structure", True)


@pytest.mark.parametrize("slip", sorted(MISTYPED))
def test_mistyped_mark_control(workspace: Workspace, tmp_path: Path, slip: str) -> None:
    """The control: nbgrader alone lets the hidden text out."""
    _mistype(workspace, slip)
    config = workspace.root / "nbgrader_config.py"
    generate(workspace.source("tiny"), config, tmp_path, f"sqlite:///{tmp_path}/gradebook.db")
    made = tmp_path / "release" / "tiny" / "tiny.ipynb"
    assert "負の数でも" in made.read_text(encoding="utf-8")


def _mistype(workspace: Workspace, slip: str) -> None:
    path = workspace.source("tiny") / "tiny.ipynb"
    text = path.read_text(encoding="utf-8")
    if slip == "singular":
        text = text.replace("END HIDDEN TESTS", "END HIDDEN TEST")
    path.write_text(text.replace(*MISTYPED[slip], 1), encoding="utf-8")


def test_secret_line_in_a_release_is_refused(workspace: Workspace) -> None:
    """A line of a solution or a hidden test is no part of a release, whoever put it there."""
    source = tiny_notebook()["cells"]
    hidden = [cell | {"source": cell["source"].splitlines()[0]} for cell in source]
    hidden[5]["source"] = "..."
    refuse_contents(released(workspace, hidden))
    for at in (2, 3, 5):
        leaked = [*hidden]
        leaked[at] = source[at] | {"source": without_marks(source[at]["source"])}
        with pytest.raises(ReleaseError, match=f"Cell {at + 1} would"):
            refuse_contents(released(workspace, leaked))


def released(workspace: Workspace, cells: list[dict[str, Any]]) -> Subject:
    """The assignment `tiny`, of which nbgrader has made these cells."""
    made = Foreseen({"tiny": tiny_notebook() | {"cells": cells}}, ())
    assignment = workspace.read_assignment("tiny")
    return Subject(workspace, assignment, {"tiny": tiny_notebook()}, made=made)


def without_marks(text: str) -> str:
    """The lines of a cell without nbgrader's marks."""
    return "\n".join(line for line in text.splitlines() if "###" not in line)
