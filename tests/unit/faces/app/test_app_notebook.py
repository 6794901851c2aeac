"""Promises of the app's notebook."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from terakoya.errors import NotebookError, UsageError, WorkspaceError
from terakoya.faces.app import build_app, make_app_notebook
from terakoya.faces.app.live.notebook import parse_app, read_app
from terakoya.workspace import Workspace

MANIFEST = """
id = "lab"
notebooks = ["lab"]
minutes = 10
skills = ["data"]
{app}
[title]
ja = "練習"
en = "Lab"
[summary]
ja = "要約"
en = "Summary"
[[data]]
file = "data/towns.csv"
ja = "町"
en = "Towns"
source = "generated"
"""


def instructor_notebook() -> NotebookNode:
    """One cell of every kind."""
    check = {"grade": True, "solution": False, "grade_id": "q1", "points": 1}
    answer = {"grade": False, "solution": True, "grade_id": "a1"}
    return new_notebook(
        cells=[
            new_markdown_cell("## 問題1", id="task"),
            new_code_cell(
                "### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
                id="a1",
                metadata={"nbgrader": answer},
            ),
            new_code_cell(
                "assert x\n### BEGIN HIDDEN TESTS\nassert x == 1\n### END HIDDEN TESTS",
                id="q1",
                metadata={"nbgrader": check, "tags": ["app"]},
            ),
            new_code_cell("print('練習')", id="only", metadata={"tags": ["exercise-only", "app"]}),
            new_markdown_cell("町を選びます。", id="intro", metadata={"tags": ["app-only"]}),
            new_code_cell("x", id="show", metadata={"tags": ["app"]}, outputs=[]),
        ]
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one assignment."""
    folder = tmp_path / "source" / "lab"
    (folder / "data").mkdir(parents=True)
    (folder / "answers").mkdir()
    (folder / "answers" / "wrong.ipynb").write_text("{}", encoding="utf-8")
    (folder / "data" / "towns.csv").write_text("町\n", encoding="cp932")
    (folder / "assignment.toml").write_text(MANIFEST.format(app='app = "lab"'), encoding="utf-8")
    nbformat.write(instructor_notebook(), folder / "lab.ipynb")
    return Workspace(tmp_path)


def test_app_keeps_what_it_needs_and_shows_what_is_tagged() -> None:
    """Solutions run quietly, tagged cells are shown, checks and the exercise are gone."""
    app = make_app_notebook(instructor_notebook(), "練習", where="lab")
    assert [(cell.id, cell.metadata.tags) for cell in app.cells] == [
        ("app-title", ["app"]),
        ("a1", ["quiet"]),
        ("intro", ["app"]),
        ("show", ["app"]),
    ]
    assert app.metadata.title == "練習"
    assert app.cells[1].source == "x = 1"
    nbformat.validate(app)


def test_app_holds_no_test_and_no_mark_of_nbgrader() -> None:
    """Not a word of a check reaches the app, even from a tagged check."""
    text = nbformat.writes(make_app_notebook(instructor_notebook(), "練習", where="lab"))
    for word in ("assert", "HIDDEN", "SOLUTION", "nbgrader", "grade_id"):
        assert word not in text


def test_app_with_its_own_heading_gets_no_second_one() -> None:
    """The page has one main heading."""
    notebook = instructor_notebook()
    notebook.cells[4].source = "# 町の人口"
    app = make_app_notebook(notebook, "練習", where="lab")
    assert app.cells[0].id == "a1"


def test_app_that_shows_nothing_is_refused() -> None:
    """An app with nothing to see is not made."""
    with pytest.raises(NotebookError, match="lab"):
        make_app_notebook(new_notebook(cells=[new_code_cell("x = 1")]), "練習", where="lab")


def test_app_of_an_untagged_lab_shows_its_results() -> None:
    """Without any tag, people see the headline and what the cells give."""
    cells = [new_markdown_cell("# 題"), new_code_cell("x = 1"), new_code_cell("x")]
    app = make_app_notebook(new_notebook(cells=cells), "練習", where="lab")
    assert [cell.metadata.tags for cell in app.cells] == [["app"], ["quiet"], ["app"]]


def test_app_keeps_its_parameters() -> None:
    """The typed cell is passed on, with its tag."""
    cell = new_code_cell("year: int = 2026  # 年", metadata={"tags": ["parameters"]})
    app = make_app_notebook(new_notebook(cells=[cell]), "練習", where="lab")
    assert app.cells[1].metadata.tags == ["app", "parameters"]
    assert "year: int" in app.cells[1].source


def test_build_makes_the_same_bytes_twice(workspace: Workspace, tmp_path: Path) -> None:
    """Building again changes nothing, also for cells that have no id of their own."""
    first = build_app(workspace, "lab", tmp_path / "a") / "lab.ipynb"
    second = build_app(workspace, "lab", tmp_path / "b") / "lab.ipynb"
    assert first.read_bytes() == second.read_bytes()


def test_build_copies_listed_data_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    """Answers, manifests and generators stay at home; an older app is replaced."""
    (tmp_path / "apps" / "lab").mkdir(parents=True)
    (tmp_path / "apps" / "lab" / "old.txt").touch()
    folder = build_app(workspace, "lab", tmp_path / "apps")
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    assert files == ["data/towns.csv", "lab.ipynb"]


def test_build_without_app_in_the_manifest_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """The message names the manifest and the line to write."""
    manifest = workspace.source("lab") / "assignment.toml"
    manifest.write_text(MANIFEST.format(app=""), encoding="utf-8")
    with pytest.raises(UsageError, match=r'assignment\.toml.*app = "lab"'):
        build_app(workspace, "lab", tmp_path / "apps")


def test_build_with_missing_data_leaves_the_old_app(workspace: Workspace, tmp_path: Path) -> None:
    """A failed build changes nothing."""
    folder = build_app(workspace, "lab", tmp_path / "apps")
    (workspace.source("lab") / "data" / "towns.csv").unlink()
    with pytest.raises(WorkspaceError, match=r"source/lab/data/towns\.csv"):
        build_app(workspace, "lab", tmp_path / "apps")
    assert (folder / "data" / "towns.csv").is_file()


def test_build_of_a_broken_notebook_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """A file that is no notebook gets one sentence, not a traceback."""
    (workspace.source("lab") / "lab.ipynb").write_text("nothing", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"source/lab/lab\.ipynb"):
        build_app(workspace, "lab", tmp_path / "apps")


def test_built_app_says_where_its_data_come_from(workspace: Workspace, tmp_path: Path) -> None:
    """In the language of its content, for paper; who reads the app's notebook gets it back."""
    made = build_app(workspace, "lab", tmp_path / "apps") / "lab.ipynb"
    (line,) = read_app(made).sources
    assert line.startswith("町 / ")


def test_app_knows_what_follows_a_parameter() -> None:
    """Also through other cells, and only the parameters that reach a cell."""
    shown = {"tags": ["app"]}
    cells = [
        new_code_cell("a: int = 1\nb: int = 1", id="p", metadata={"tags": ["parameters"]}),
        new_code_cell("double = a * 2", id="one", metadata={"tags": ["quiet"]}),
        new_code_cell("print(double)", id="two", metadata=shown),
        new_code_cell("print(b)", id="three", metadata=shown),
        new_code_cell("print('fest')", id="four", metadata=shown),
    ]
    follows = parse_app(new_notebook(cells=cells), Path("lab.ipynb")).follows
    assert [follows[name] for name in ("two", "three", "four")] == [("a",), ("b",), ()]
