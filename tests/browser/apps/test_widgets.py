"""Widgets that authors write, in a real browser: pressed quickly, typed into, side by side."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ..conftest import StrictPage
from .conftest import PATIENCE, visit


@pytest.fixture
def app(strict: StrictPage, site: str) -> StrictPage:
    """The app, ready to use."""
    visit(strict, site, "widgets", "語")
    return strict


def test_widgets_that_a_parameter_makes_anew_are_shown(strict: StrictPage, site: str) -> None:
    """With what they say, and at work."""
    visit(strict, site, "mixed", "倍率")
    page = strict.page
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
