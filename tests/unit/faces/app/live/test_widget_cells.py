"""Promises of what Voila's own page is given to run."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from terakoya.errors import NotebookError
from terakoya.faces.app.live.notebook import parse_app
from terakoya.faces.app.live.widget_cells import add_controls, plan_controls
from terakoya.language import use_language

PARAMETERS = "number: int = 2  # 数 | 0..9 | 一つ\nword: str = 'い'  # 語"
PATH = Path("waiting.ipynb")


def app(*cells: tuple[str, str], parameters: str = PARAMETERS) -> NotebookNode:
    """Return an app: its parameters, then (source, tag) of each cell; cells are called c0, c1, …"""
    given = new_code_cell(parameters, id="given", metadata={"tags": ["quiet", "parameters"]})
    made = [
        new_code_cell(source, id=f"c{at}", metadata={"tags": [tag]})
        for at, (source, tag) in enumerate(cells)
    ]
    head = new_markdown_cell("# 題", id="head", metadata={"tags": ["app"]})
    return new_notebook(cells=[head, given, *made])


def sources(notebook: NotebookNode | None) -> list[str]:
    """Return what the cells hold now, without the first: that is ours."""
    assert notebook is not None
    return [cell.source for cell in notebook.cells[1:]]


def test_controls_stand_where_the_parameters_are() -> None:
    """The author's cells keep their order; the controls follow the first values."""
    made = sources(add_controls(app(("print(1)", "app")), PATH, 60))
    assert made == ["# 題", PARAMETERS, "_terakoya_page.show_controls()", "print(1)"]


def test_only_shown_cells_that_depend_are_taken_over() -> None:
    """What depends on nothing, and what is hidden, runs as the author wrote it."""
    cells = [("double = number * 2", "quiet"), ("print(double)", "app"), ("print('same')", "app")]
    made = sources(add_controls(app(*cells), PATH, 60))
    assert made[3:] == ["double = number * 2", "await _terakoya_page.show('c1')", "print('same')"]


def test_every_cell_has_a_tag() -> None:
    """The template takes a cell without one for a cell that broke."""
    made = add_controls(app(("print(number)", "app")), PATH, 60)
    assert made is not None
    assert [cell.metadata.tags[0] for cell in made.cells] == ["quiet", "app", "quiet", "app", "app"]


def test_notebook_without_parameters_stays_as_it_is() -> None:
    """Widgets that authors write need nothing of ours."""
    plain = new_notebook(cells=[new_code_cell("1", metadata={"tags": ["app"]})])
    assert add_controls(plain, PATH, 60) is None


def test_parameters_that_cannot_be_read_are_refused() -> None:
    """The message says where; nothing is shown that would lack its controls."""
    with pytest.raises(NotebookError, match=r"waiting\.ipynb"):
        add_controls(app(parameters="number = list()"), PATH, 60)


def test_plan_says_who_follows_whom() -> None:
    """A cell follows the parameters that reach it, through hidden cells as well."""
    cells = [("double = number * 2", "quiet"), ("print(double, word)", "app"), ("1", "app")]
    plan = plan_controls(parse_app(app(*cells), PATH), 60)
    assert [(cell["id"], cell["follows"], cell["needs"]) for cell in plan["cells"]] == [
        ("c0", ["number"], []),
        ("c1", ["number", "word"], ["c0"]),
    ]


def test_plan_speaks_the_language_of_the_server() -> None:
    """The kind sentences are those of the light page, in the same language."""
    notebook = parse_app(app(("print(number)", "app")), PATH)
    with use_language("en"):
        english = plan_controls(notebook, 60)["words"]
    with use_language("ja"):
        japanese = plan_controls(notebook, 60)["words"]
    assert "Choose other values" in english["error"]
    assert "選んだ値" in japanese["error"]


def test_cells_of_ours_import_nothing_of_ours() -> None:
    """A kernel that cannot import Terakoya runs them."""
    made = add_controls(app(("print(number)", "app")), PATH, 60)
    assert made is not None
    for word in ("import terakoya", "from terakoya"):
        assert word not in made.cells[0].source
