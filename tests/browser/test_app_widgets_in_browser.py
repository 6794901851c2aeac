"""Widgets that authors write, in a real browser: pressed quickly, typed into, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from terakoya.faces import AppServer, AppServerSettings, start_app_server
from terakoya.faces.app import make_app_notebook

from .conftest import StrictPage

PATIENCE = 60_000  # milliseconds: other tests may be running
SLOW_BUTTON = """
import time
import ipywidgets as w
button, said, count = w.Button(description="足す"), w.Output(), 0
@button.on_click
def _press(_button):
    global count
    time.sleep(0.5)
    count += 1
    with said:
        print("回数", count)
w.VBox([button, said])
"""
TEXT = """
word, heard = w.Text(description="語"), w.Output()
def _hear(change):
    with heard:
        print("聞いた", change["new"])
word.observe(_hear, "value")
w.VBox([word, heard, w.HTMLMath(value="式 $x^2 &lt; 1$")])
"""
MIXED = """
import ipywidgets as w
times, said = w.IntText(value=3, description="倍率"), w.Output()
def _say(_change=None):
    with said:
        said.clear_output()
        print("積", base * times.value)
times.observe(_say, "value")
_say()
w.VBox([times, said])
"""
WIDE = "import pandas as pd; pd.DataFrame({f'列の名前{n}': [n] for n in range(9)})"


def write_app(folder: Path, name: str, cells: list[nbformat.NotebookNode]) -> None:
    """Write an app of these cells."""
    (folder / name).mkdir()
    notebook = make_app_notebook(new_notebook(cells=cells), name, where=name)
    nbformat.write(notebook, folder / name / f"{name}.ipynb")


def visit(strict: StrictPage, server: AppServer, name: str, label: str) -> StrictPage:
    """Open an app and wait until it can be used."""
    strict.page.set_extra_http_headers({"Authorization": f"token {server.token}"})
    strict.page.goto(f"{server.origin}{server.base_url}voila/render/{name}/{name}.ipynb")
    strict.page.get_by_label(label, exact=True).wait_for(timeout=PATIENCE)
    return strict


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of apps with all of this."""
    folder = tmp_path_factory.mktemp("apps")
    shown = {"tags": ["app"]}
    cells = [new_markdown_cell("# 題\n\n- [ ] 未\n- [x] 済", metadata=shown)]
    cells += [new_code_cell(source, metadata=shown) for source in (SLOW_BUTTON, TEXT, WIDE, WIDE)]
    write_app(folder, "made", cells)
    parameters = new_code_cell("base: int = 10  # 基礎", metadata={"tags": ["parameters"]})
    write_app(folder, "mixed", [parameters, new_code_cell(MIXED, metadata=shown)])
    with start_app_server(folder, AppServerSettings(start_seconds=180)) as started:
        yield started


@pytest.fixture
def app(strict: StrictPage, server: AppServer) -> StrictPage:
    """The app, ready to use."""
    return visit(strict, server, "made", "語")


def test_widgets_that_a_parameter_makes_anew_are_shown(
    strict: StrictPage, server: AppServer
) -> None:
    """With what they say, and at work."""
    page = visit(strict, server, "mixed", "倍率").page
    page.get_by_label("基礎").fill("40")
    page.get_by_label("基礎").press("Tab")
    expect(page.locator("main")).to_contain_text("積 120", timeout=PATIENCE)
    page.get_by_label("倍率").fill("5")
    page.get_by_label("倍率").press("Tab")
    expect(page.locator("main")).to_contain_text("積 200", timeout=PATIENCE)


def test_every_press_counts(app: StrictPage) -> None:
    """Also those that come while an earlier one is still at work."""
    button = app.page.get_by_role("button", name="足す")
    for _press in range(4):
        button.click()
    expect(app.page.locator("main")).to_contain_text("回数 4", timeout=PATIENCE)


def test_text_that_looks_like_a_script_is_text(app: StrictPage) -> None:
    """Nothing that a visitor types makes the page, and everybody's, give way to Voila's own."""
    app.page.get_by_label("語", exact=True).fill("<script>")
    expect(app.page.locator("main")).to_contain_text("聞いた <script>", timeout=PATIENCE)
    app.page.reload()
    expect(app.page.locator("body")).to_have_attribute("data-state", "ready", timeout=PATIENCE)


def test_formulas_of_a_widget_are_set(app: StrictPage) -> None:
    """They are elements that a screen reader knows, and no dollar signs."""
    expect(app.page.locator("main math")).to_have_count(1)
    assert "$" not in app.page.locator("main").inner_text()


def test_narrow_page_with_many_wide_tables_has_nothing_that_axe_knows(app: StrictPage) -> None:
    """The tables can be scrolled with keys, and a list of tasks has no controls without names."""
    app.page.set_viewport_size({"width": 400, "height": 800})
    expect(app.page.locator(".tk-scroll[tabindex]")).to_have_count(2)
    assert app.violations() == []
    assert app.overflow() <= 0
