"""Apps that need more than our own page: Voila's front end, as kind and as accessible."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from terakoya.faces import AppServer

from ..conftest import StrictPage
from .conftest import PATIENCE


def test_app_that_needs_more_gets_voilas_own_page(strict: StrictPage, site: str) -> None:
    """A notebook with threads is shown by Voila's own front end, as accessible as ours."""
    strict.page.goto(f"{site}apps/full/")
    strict.page.get_by_role("slider", name="整数").wait_for(timeout=PATIENCE)
    assert strict.violations() == []


def test_wide_tables_on_voilas_own_page_are_scrolled_with_keys(
    strict: StrictPage, site: str
) -> None:
    """Each has a frame that the keyboard reaches, and axe finds nothing in many of them."""
    strict.page.set_viewport_size({"width": 320, "height": 800})
    strict.page.goto(f"{site}apps/full-wide/")
    frames = strict.page.locator(".jp-OutputArea-output[tabindex='0']")
    expect(frames).to_have_count(2, timeout=PATIENCE)
    assert strict.violations() == []


@pytest.fixture
def full_typed(strict: StrictPage, site: str) -> StrictPage:
    """The app of typed parameters on Voila's own page."""
    strict.page.goto(f"{site}apps/full-typed/")
    strict.page.get_by_role("slider", name="数").wait_for(timeout=PATIENCE)
    expect(strict.page.locator("main")).to_contain_text("RESULT 2 棒", timeout=PATIENCE)
    return strict


def test_parameters_are_controls_on_voilas_own_page(full_typed: StrictPage) -> None:
    """Each typed line is one control with its label and its help; axe finds nothing wrong."""
    page = full_typed.page
    slider = page.get_by_role("slider", name="数")
    expect(slider).to_have_accessible_description("一つ選びます", timeout=PATIENCE)
    assert slider.get_attribute("aria-valuemax") == "9.0"
    choices = page.get_by_role("radiogroup", name="図の種類").get_by_role("radio")
    assert [choices.nth(at).is_checked() for at in range(choices.count())] == [True, False]
    assert full_typed.violations() == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert full_typed.overflow() <= 0
    box = page.locator(".tk-controls").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 400


def test_change_on_voilas_own_page_runs_what_depends_on_it(full_typed: StrictPage) -> None:
    """By keyboard alone; the cell that counts its runs has run once."""
    page, results = full_typed.page, full_typed.page.locator("main")
    page.get_by_role("radio", name="棒").focus()
    page.keyboard.press("ArrowDown")
    expect(results).to_contain_text("RESULT 2 線", timeout=PATIENCE)
    page.get_by_role("slider", name="数").focus()
    page.keyboard.press("ArrowLeft")
    expect(results).to_contain_text("RESULT 1 線", timeout=PATIENCE)
    expect(page.locator("#announcement")).to_have_text("結果を更新しました。", timeout=PATIENCE)
    assert "COUNT 1" in results.inner_text()
    assert "next(ticks)" not in page.content()
    assert results.inner_text().count("RESULT") == 1


def test_change_that_fails_on_voilas_own_page_is_told_kindly(
    full_typed: StrictPage, apps: AppServer
) -> None:
    """In its own place, without traceback; the others go on, and the next choice works."""
    page, notice = full_typed.page, full_typed.page.locator("main .tk-cell .tk-notice")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.get_by_role("slider", name="数").press("ArrowRight")
    expect(notice).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("RESULT 3 棒", timeout=PATIENCE)
    assert "ZeroDivision" not in page.content() + "".join(said)
    assert "ZeroDivisionError" in apps.log
    assert full_typed.violations() == []
    page.get_by_role("slider", name="数").press("ArrowRight")
    expect(notice).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("RESULT 4 棒", timeout=PATIENCE)
