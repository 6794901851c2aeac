"""What an app's page holds: pictures of the text, wide tables, first results, trouble."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from terakoya.faces import AppServer

from ..conftest import StrictPage
from .conftest import PATIENCE


@pytest.mark.parametrize("name", ["broken", "full-broken"])
def test_app_that_cannot_be_shown_says_so(
    strict: StrictPage, site: str, apps: AppServer, name: str
) -> None:
    """The whole page is one kind message that axe likes, ours or Voila's own."""
    strict.page.goto(f"{site}apps/{name}/")
    strict.page.get_by_role("heading", name="うまく表示できませんでした").wait_for(timeout=PATIENCE)
    assert "ZeroDivision" not in strict.page.content()
    assert strict.violations() == []
    assert "ZeroDivision" in apps.log


def test_app_is_readable_without_script(chromium: Browser, site: str) -> None:
    """Without JavaScript the first results are there, and people are told what to turn on."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}apps/typed/")
    page.get_by_text("RESULT 20").wait_for(timeout=PATIENCE)
    assert "JavaScript" in page.locator("noscript").inner_text()
    context.close()


@pytest.mark.parametrize("what", [".tk-scroll", "math[display=block]"])
def test_what_becomes_too_wide_is_scrolled_with_keys(
    strict: StrictPage, site: str, what: str
) -> None:
    """A window that is made narrower, or larger type, makes a frame that keys can scroll."""
    page = strict.page
    page.set_viewport_size({"width": 1600, "height": 800})
    page.goto(f"{site}apps/wide/")
    frame = page.locator(what)
    frame.wait_for(timeout=PATIENCE)
    assert frame.get_attribute("tabindex") is None
    page.set_viewport_size({"width": 320, "height": 800})
    expect(frame).to_have_attribute("tabindex", "0")
    assert strict.violations() == []
    assert strict.overflow() == 0
    page.set_viewport_size({"width": 1600, "height": 800})
    expect(frame).not_to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("name", ["pictures", "full-pictures"])
def test_pictures_of_the_text_are_seen(strict: StrictPage, site: str, name: str) -> None:
    """By the address that the notebook gives them; no other file of the folder is to be had."""
    strict.page.goto(f"{site}apps/{name}/")
    for text in ("点", "もう一つの点"):
        picture = strict.page.get_by_role("img", name=text, exact=True)
        picture.wait_for(timeout=PATIENCE)
        assert picture.evaluate("image => image.naturalWidth") == 1
    assert strict.page.request.get(f"{site}apps/{name}/data/secret.csv").status in (403, 404)
    assert strict.page.request.get(f"{site}apps/{name}/{name}.ipynb").status in (403, 404)


@pytest.mark.parametrize("name", ["typed", "full", "broken", "full-broken"])
def test_every_app_leads_back_to_the_list(strict: StrictPage, site: str, name: str) -> None:
    """By a link on the page, whatever became of the app; paper has none."""
    strict.page.goto(f"{site}apps/{name}/")
    back = strict.page.get_by_role("link", name="アプリと演習の一覧")
    back.wait_for(timeout=PATIENCE)
    assert strict.violations() == []
    strict.page.emulate_media(media="print")
    assert not back.is_visible()
    strict.page.emulate_media(media="screen")
    back.click()
    strict.page.wait_for_url(site)
