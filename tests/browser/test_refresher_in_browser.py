"""The refreshers' pages in a real Chromium: axe, keyboard alone, small windows, both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from terakoya.portal import OpenAccess, RefresherService, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.workspace import make_workspace
from tests.browser.conftest import StrictPage
from tests.made_refresher import NOW, enrol_two, write_waits

LIST = "cohorts/spring/refreshers/000037"
ITEM = f"{LIST}/waits/longest"
SLOW = 180_000  # ms: the first variant waits for a warm parent


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with one refresher and two learners."""
    workspace = make_workspace(tmp_path_factory.mktemp("browser") / "workspace")
    write_waits(workspace)
    database = enrol_two(workspace)
    desk = RefresherService(workspace, database, lambda: NOW + timedelta(days=1))
    portal = create_portal(WorkspaceSite(workspace, database), OpenAccess(), refreshers=desk)
    with portal_in_background(portal) as url:
        yield url
    database.close()


def work_out(page: Page) -> str:
    """Read the answer from the table."""
    cells = page.locator("tbody td").all_inner_texts()
    return str(max(int(cell) for cell in cells))


def begin(page: Page, address: str) -> None:
    """Open the item and begin it, if it is not open already."""
    page.set_default_timeout(SLOW)
    page.goto(address + ITEM)
    for button in page.locator("form[action$='/begin'] button").all():
        button.click()
    expect(page.locator("#question")).to_be_visible(timeout=SLOW)


def test_learner_practises_by_keyboard_alone(strict: StrictPage, address: str) -> None:
    """From the list to the result without a mouse; the next day is told."""
    page = strict.page
    page.set_default_timeout(SLOW)
    page.goto(address + LIST)
    page.locator("main h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/longest")
    page.locator("button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_visible(timeout=SLOW)
    page.locator("#answer").focus()
    page.keyboard.type(work_out(page))
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("○", timeout=SLOW)
    expect(page.locator(".result")).to_contain_text("2026年11月24日", timeout=SLOW)


def test_every_state_of_the_pages_is_accessible(strict: StrictPage, address: str) -> None:
    """axe finds nothing: overview, list, question, hint, refusal and result."""
    page = strict.page
    page.set_default_timeout(SLOW)
    for path in ("cohorts/spring/refreshers", LIST, "cohorts/spring/refreshers/000074"):
        page.goto(address + path)
        assert strict.violations() == []
    begin(page, address)
    assert strict.violations() == []
    page.locator(".hints button").click()
    page.wait_for_selector(".hints li")
    assert strict.violations() == []
    page.locator("#answer").fill("たくさん")
    page.locator(".answer button").click()
    page.wait_for_selector("[role=alert]")
    assert page.locator("#answer").input_value() == "たくさん"
    assert strict.violations() == []
    page.locator("#answer").fill("１")
    page.locator(".answer button").click()
    page.wait_for_selector("#result")
    assert strict.violations() == []


@pytest.mark.parametrize("width", [640, 320])
def test_pages_fit_a_small_window(strict: StrictPage, address: str, width: int) -> None:
    """At 200 % and 400 % of 1280 pixels nothing is cut off sideways."""
    strict.page.set_viewport_size({"width": width, "height": 700})
    for path in ("cohorts/spring/refreshers", LIST):
        strict.page.goto(address + path)
        assert strict.overflow() <= 0
    begin(strict.page, address)
    assert strict.overflow() <= 0


def test_list_shows_the_calendar_after_it_is_made(strict: StrictPage, address: str) -> None:
    """One button makes the address; it is there to be copied."""
    page = strict.page
    page.goto(address + LIST)
    page.locator("form[action$='/calendar'] button").click()
    feed = page.locator("#feed")
    expect(feed).to_be_visible(timeout=SLOW)
    assert feed.input_value().endswith(".ics")
    assert strict.violations() == []


def test_reader_of_english_finds_everything_in_english(strict: StrictPage, address: str) -> None:
    """The author's English text is used, and the page says its language."""
    page = strict.page
    page.goto(address + ITEM + "?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("h1")).to_have_text("The longest wait")
