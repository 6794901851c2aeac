"""The app of a real assignment, as people see it: through the portal, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from terakoya.faces import AppServer, build_app, start_app_server
from terakoya.portal import AppLink, CohortLink, CohortPage, OpenAccess, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serve import upstream_of
from terakoya.workspace import Workspace

from .conftest import StrictPage

ASSIGNMENT = "population-ageing"


class AppsOnly:
    """A site with apps and no cohort."""

    def cohorts(self) -> list[CohortLink]:
        """None."""
        return []

    def cohort(self, cohort_id: str) -> CohortPage | None:
        """None, whatever the id."""
        del cohort_id
        return None

    def apps(self) -> list[AppLink]:
        """The one app."""
        return [AppLink(ASSIGNMENT, "人口と高齢化")]


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[AppServer]:
    """Voila, with the app of the population lab."""
    folder = tmp_path_factory.mktemp("apps")
    build_app(Workspace(repository), ASSIGNMENT, folder)
    with start_app_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def site(apps: AppServer) -> Iterator[str]:
    """The portal before it."""
    portal = create_portal(AppsOnly(), OpenAccess(), apps=upstream_of(apps))
    with portal_in_background(portal) as address:
        yield address


@pytest.fixture
def opened(strict: StrictPage, site: str) -> StrictPage:
    """The app, ready to use."""
    strict.page.goto(f"{site}apps/{ASSIGNMENT}/")
    strict.page.get_by_label("町").wait_for(timeout=60_000)
    return strict


def test_app_shows_no_code_and_speaks_japanese(opened: StrictPage) -> None:
    """A visitor reads Japanese text and controls, never the program."""
    page = opened.page
    words = page.locator("body").inner_text()
    assert page.locator("html").get_attribute("lang") == "ja"
    assert page.title() == "人口と高齢化"
    assert page.locator("main h1").count() == 1
    for code in ("def ", "import ", "assert", "BEGIN SOLUTION", "melt("):
        assert code not in words
        assert code not in page.content()


def test_app_is_used_with_the_keyboard_alone(opened: StrictPage) -> None:
    """Tab reaches both lists; another town and year give another picture and other figures."""
    page = opened.page
    picture, words = _picture(opened), page.locator("main").inner_text()
    for name in ("町", "年"):
        _tab_to(opened, name)
        page.keyboard.press("ArrowDown")
        page.wait_for_function("old => document.querySelector('main img').src !== old", arg=picture)
        assert page.locator("main").inner_text() != words
        picture, words = _picture(opened), page.locator("main").inner_text()


def test_app_names_every_control_for_screen_readers(opened: StrictPage) -> None:
    """axe finds nothing wrong, before and after a change."""
    assert opened.violations() == []
    opened.page.get_by_label("年").select_option(index=1)
    opened.page.get_by_text("結果を更新しました。").wait_for(state="attached", timeout=10_000)
    assert opened.violations() == []


def test_app_keeps_everything_at_twice_the_size(opened: StrictPage) -> None:
    """At 200 % of a small screen nothing is cut off, and no label is shortened."""
    opened.page.set_viewport_size({"width": 640, "height": 450})
    opened.page.wait_for_timeout(300)
    assert opened.overflow() <= 0
    too_long = "labels => labels.filter(l => l.scrollWidth > l.clientWidth + 1).length"
    assert opened.page.locator("label").evaluate_all(too_long) == 0


def test_app_asks_for_script_where_there_is_none(chromium: Browser, site: str) -> None:
    """Without JavaScript, people are told what to turn on."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}apps/{ASSIGNMENT}/", wait_until="commit")
    page.locator("noscript p").wait_for(state="attached", timeout=30_000)
    assert "JavaScript" in page.locator("noscript").inner_text()
    context.close()


def test_kernel_ends_with_the_tab(chromium: Browser, site: str, apps: AppServer) -> None:
    """A closed tab leaves no kernel behind."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}apps/{ASSIGNMENT}/")
    page.get_by_label("町").wait_for(timeout=60_000)
    before = apps.kernel_count
    page.close(run_before_unload=True)
    other = context.new_page()
    for _second in range(20):
        other.wait_for_timeout(500)
        if apps.kernel_count < before:
            break
    context.close()
    assert apps.kernel_count < before


def _picture(opened: StrictPage) -> str:
    return str(opened.page.locator("main img").first.get_attribute("src"))


def _tab_to(opened: StrictPage, name: str) -> None:
    wanted = opened.page.get_by_label(name, exact=True)
    for _press in range(20):
        opened.page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached with the Tab key")
