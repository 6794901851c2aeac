"""Controls of apps: typed parameters and authors' own widgets, good values and bad ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from terakoya.faces import AppServer
from terakoya.faces.app.live.widgets import LIGHT

from ..conftest import StrictPage
from .conftest import PATIENCE, visit


def test_parameters_are_controls_with_labels(typed: StrictPage) -> None:
    """Each typed line is one control; a change gives the new result, and says that it did."""
    page = typed.page
    page.get_by_label("数", exact=True).fill("7")
    page.get_by_label("語").fill("ろ")
    page.get_by_label("使う").uncheck()
    page.get_by_label("割合").fill("0.25")
    page.get_by_label("割合").press("Enter")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 70 ろ False 0.25", timeout=PATIENCE)
    expect(page.locator("#announcement")).to_have_text("結果を更新しました。", timeout=PATIENCE)
    assert typed.violations() == []


def test_field_of_a_text_is_as_wide_as_its_text(typed: StrictPage) -> None:
    """A sentence can be read whole while it is written; the page never gets wider for it."""
    page, word = typed.page, typed.page.get_by_label("語")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert word.evaluate("field => field.clientWidth") > 300
    for sentence, is_whole in (
        ("隣の室外機がうるさいので相談したい。" * 2, True),
        ("長い。" * 99, False),
    ):
        word.evaluate("(field, text) => { field.value = text; }", sentence)
        assert word.evaluate("field => field.scrollWidth <= field.clientWidth") == is_whole
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_change_that_fails_is_told_kindly(typed: StrictPage) -> None:
    """No traceback, no old result; the next choice works again."""
    page = typed.page
    page.get_by_label("数", exact=True).fill("3")
    page.locator("#problem .tk-notice").wait_for(timeout=PATIENCE)
    assert "RESULT" not in page.locator("main").inner_text()
    assert "Error" not in page.content()
    assert typed.violations() == []
    page.get_by_label("数", exact=True).fill("4")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 40", timeout=PATIENCE)
    expect(page.locator("#problem .tk-notice")).to_have_count(0)


def test_value_that_cannot_be_used_is_told_in_words(typed: StrictPage) -> None:
    """Below its control, for eyes and ears; the results stay, and a good value ends it."""
    page, share = typed.page, typed.page.get_by_label("割合")
    before = page.locator(".tk-cell").inner_text()
    share.fill("")
    share.press("Enter")
    told = page.get_by_role("alert").filter(has_text="この値は使えません。")
    told.wait_for(timeout=PATIENCE)
    assert share.get_attribute("aria-invalid") == "true"
    assert told.get_attribute("id") in (share.get_attribute("aria-describedby") or "").split()
    assert page.locator(".tk-cell").inner_text() == before
    assert typed.violations() == []
    share.fill("0.75")
    share.press("Enter")
    expect(page.locator(".tk-cell")).to_contain_text("True 0.75", timeout=PATIENCE)
    expect(told).to_have_count(0)
    assert share.get_attribute("aria-invalid") is None


def test_change_before_the_script_is_there_counts(strict: StrictPage, site: str) -> None:
    """Who is quicker than a slow network gets the result of what was chosen all the same."""
    page = strict.page
    page.route("**/light.js", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    page.goto(f"{site}apps/typed/", wait_until="commit")
    page.get_by_label("使う").uncheck()
    page.get_by_label("割合").fill("0.25")
    expect(page.locator(".tk-cell")).to_contain_text("False 0.25", timeout=PATIENCE)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("1.5", "整数を入れてください。"), ("12", "0 から 9 までの数を入れてください。")],
)
def test_widget_of_an_author_tells_what_it_takes(
    strict: StrictPage, site: str, value: str, sentence: str
) -> None:
    """A number that is not whole, or out of its range."""
    visit(strict, site, "gallery", "整数")
    number = strict.page.get_by_label("個数", exact=True)
    number.fill(value)
    number.press("Enter")
    strict.page.get_by_role("alert").filter(has_text=sentence).wait_for(timeout=PATIENCE)
    assert strict.violations() == []


def test_widgets_of_authors_are_drawn(strict: StrictPage, site: str) -> None:
    """A gallery of them: all with labels that axe accepts, all that Python may ask for."""
    visit(strict, site, "gallery", "整数")
    page = strict.page
    assert strict.violations() == []
    names = page.evaluate("terakoyaWidgets({}, {}).names")
    assert set(names) == LIGHT
    page.get_by_role("button", name="押す").click()
    page.get_by_text("押されました").wait_for(timeout=PATIENCE)
    page.get_by_role("tab", name="裏").click()
    assert page.get_by_text("二枚目").is_visible()
    assert strict.violations() == []


@pytest.mark.parametrize("name", ["typed", "full-typed"])
def test_words_around_an_app_follow_the_visitor(strict: StrictPage, site: str, name: str) -> None:
    """Who reads the site in English gets the page's own words in English; the content stays."""
    page = strict.page
    page.goto(f"{site}?lang=en")
    page.goto(f"{site}apps/{name}/")
    number = page.get_by_role("slider", name="数")
    number.wait_for(timeout=PATIENCE)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#cells, #rendered_cells").first.get_attribute("lang") == "ja"
    number.press("ArrowRight")
    page.get_by_text("This could not be calculated.").first.wait_for(timeout=PATIENCE)
    assert strict.violations() == []


def test_kernel_ends_with_the_tab(chromium: Browser, site: str, apps: AppServer) -> None:
    """A closed tab leaves no kernel behind."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}apps/typed/")
    page.get_by_label("数", exact=True).fill("5")
    expect(page.locator(".tk-cell")).to_contain_text("RESULT 50", timeout=PATIENCE)
    assert apps.status()["kernels"]
    page.close(run_before_unload=True)
    other = context.new_page()
    for _look in range(60):
        if not apps.status()["kernels"]:
            break
        other.wait_for_timeout(500)
    context.close()
    assert apps.status()["kernels"] == []
