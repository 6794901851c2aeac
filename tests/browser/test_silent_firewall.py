"""Behind a firewall that swallows what leaves the house, every face opens: it asks nobody outside.

Every host but this machine is led to a tar pit, which accepts and never answers. A page that asked
there for anything it needs would wait for half a minute or for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import TimeoutError as WaitedInVain
from terakoya_autograde.sandbox import sandbox_available
from terakoya_bench.apps.tar_pit import TarPit

from terakoya.faces import AppSettings, build_app, start_app_server
from terakoya.faces.handout import build_handout
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.slides import build_slides
from terakoya.model.standing import Standing
from terakoya.portal import AssignmentLink, OpenAccess, RefresherService, create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.serving import upstream_of
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.workspace import Workspace, make_workspace
from tests.made_refresher import NOW, enrol_two, write_waits
from tests.made_site import MadeUpSite, make_large_page

from .apps.made import LABS, write_app
from .conftest import ARGUMENTS, CHROMIUM, StrictPage
from .test_papers_in_browser import READY, wait_until

LAB = "population-ageing"
PATIENCE = 90_000  # milliseconds: other tests may be running
IN_VAIN = 3_000  # milliseconds that a page is given which cannot succeed
FEEDBACK = "<html lang=ja><title>x</title><h1>講評</h1><img src=http://cdn.example/x.png></html>"
ITEM = "cohorts/spring/refreshers/000037/waits/longest"
FORMULA = """() => {
  const place = Reveal.getIndices(document.querySelector("section:has(math)"));
  Reveal.slide(place.h, place.v);
}"""
# What a complete page has none of (styles, pictures that are missing), and what it has.
WHOLE = """async () => {
  await document.fonts.ready;
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
  const formulas = [...document.querySelectorAll("math")];
  return {
    state: document.readyState,
    fonts: document.fonts.status,
    styles: sheets.filter((link) => link.sheet === null).length,
    pictures: [...document.images].filter((image) => !image.complete || !image.naturalWidth).length,
    paint: performance.getEntriesByName("first-contentful-paint").length,
    formulas: formulas.filter((formula) => formula.getClientRects().length > 0).length,
  };
}"""
PAINTS = "performance.getEntriesByName('first-contentful-paint').length"
ELSEWHERE = {
    "script": "<script src=http://files.example.com/x.js></script>",
    "script over TLS": "<script src=https://files.example.com/x.js></script>",
    "style": "<link rel=stylesheet href=http://files.example.com/x.css>",
    "style over TLS": "<link rel=stylesheet href=https://files.example.com/x.css>",
    "script of a bare address": "<script src=http://192.0.2.1/x.js></script>",
}


@pytest.fixture(scope="module")
def pit() -> Iterator[TarPit]:
    """Everywhere but this machine."""
    with TarPit() as made:
        yield made


@pytest.fixture(scope="module")
def chromium(pit: TarPit) -> Iterator[Browser]:
    """A browser behind the firewall."""
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: the pages were not looked at. Install chromium.")
    arguments = [*ARGUMENTS, f"--host-resolver-rules={pit.rules}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder with apps/, of both labs and one for Voila's own page, and papers/."""
    folder = tmp_path_factory.mktemp("built")
    workspace = Workspace(repository)
    for lab in LABS:
        build_app(workspace, lab, folder / "apps")
    thread = "import threading, time; threading.Thread(target=time.sleep, args=[900]).start()"
    slider = "import ipywidgets as w; w.IntSlider(description='整数')"
    shown = new_code_cell(slider, metadata={"tags": ["app"]})
    write_app(folder / "apps", "full", new_code_cell(thread), shown)
    options = BuildOptions(sandbox=sandbox_available())
    job = FaceJob(workspace, LAB, options, date(2026, 11, 23))
    (folder / "papers").mkdir()
    build_handout(job, folder / "papers")
    build_slides(job, folder / "papers")
    return folder


@pytest.fixture(scope="module")
def site(built: Path) -> Iterator[str]:
    """The portal with a cohort, the apps and the papers."""
    feedback = built / "feedback.html"
    feedback.write_text(FEEDBACK, encoding="utf-8")
    links = tuple(AssignmentLink(name, name) for name in (*LABS, "full"))
    source = MadeUpSite(make_large_page(feedback), links)
    with start_app_server(built / "apps", AppSettings(start_seconds=180)) as server:
        apps = upstream_of(server)
        portal = create_portal(source, OpenAccess(), apps=apps, papers=built / "papers")
        with portal_in_background(portal) as address:
            yield address


@pytest.fixture(scope="module")
def refreshers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal with one refresher and two learners."""
    workspace = make_workspace(tmp_path_factory.mktemp("refreshers") / "workspace")
    write_waits(workspace)
    database = enrol_two(workspace)
    desk = RefresherService(workspace, database, lambda: NOW + timedelta(days=1))
    portal = create_portal(WorkspaceSite(workspace, database), OpenAccess(), refreshers=desk)
    with portal_in_background(portal) as address:
        yield address
    database.close()


def require_whole(strict: StrictPage, pit: TarPit) -> int:
    """Require a page that is complete while nobody outside was asked; return its formulas."""
    strict.page.wait_for_load_state("networkidle", timeout=PATIENCE)
    found = strict.page.evaluate(WHOLE)
    formulas: int = found.pop("formulas")
    assert found == {"state": "complete", "fonts": "loaded", "styles": 0, "pictures": 0, "paint": 1}
    assert pit.callers == ()
    return formulas


@pytest.mark.parametrize("lab", LABS)
def test_app_opens_and_answers(strict: StrictPage, site: str, pit: TarPit, lab: str) -> None:
    """The light page is whole, and another choice gives another picture."""
    page = strict.page
    page.goto(f"{site}apps/{lab}/", timeout=PATIENCE)
    choices = page.get_by_label(LABS[lab], exact=True)
    choices.wait_for(timeout=PATIENCE)
    require_whole(strict, pit)
    picture = page.locator("main img").last
    before = str(picture.get_attribute("src"))
    choices.select_option(index=2)
    expect(picture).not_to_have_attribute("src", before, timeout=PATIENCE)
    require_whole(strict, pit)


def test_app_of_voilas_own_page_opens(strict: StrictPage, site: str, pit: TarPit) -> None:
    """An app that needs Voila's front end finds all of it in the house."""
    strict.page.goto(f"{site}apps/full/", timeout=PATIENCE)
    strict.page.get_by_role("slider").wait_for(timeout=PATIENCE)
    require_whole(strict, pit)


@pytest.mark.parametrize("name", ["handout", "slides"])
@pytest.mark.parametrize("by", ["portal", "file"])
def test_paper_opens(
    strict: StrictPage, site: str, built: Path, pit: TarPit, name: str, by: str
) -> None:
    """Text, fonts, pictures and formulas are all inside the one file."""
    file = f"{LAB}-{name}.html"
    whole = f"{site}papers/{file}" if by == "portal" else (built / "papers" / file).as_uri()
    strict.page.goto(whole, timeout=PATIENCE)
    if name == "slides":
        wait_until(strict, READY)
        strict.page.evaluate(FORMULA)
    assert require_whole(strict, pit) > 0


@pytest.mark.parametrize("path", ["", "cohorts/r8-a", "nothing", "?lang=en"])
def test_portal_page_opens(strict: StrictPage, site: str, pit: TarPit, path: str) -> None:
    """First page, table of grades, and the page for what is not there."""
    strict.page.goto(f"{site}{path}")
    require_whole(strict, pit)


def test_feedback_opens_whatever_it_wants_from_outside(
    strict: StrictPage, site: str, pit: TarPit
) -> None:
    """A picture of another host in a learner's notebook is not even asked for."""
    row = next(n for n in range(1, 31) if list(Standing)[n % 5] is Standing.GRADED)
    strict.page.goto(f"{site}cohorts/r8-a/feedback/{row:06}/population", timeout=PATIENCE)
    assert strict.page.locator("h1").inner_text() == "講評"
    strict.page.wait_for_load_state("networkidle", timeout=PATIENCE)
    assert pit.callers == ()
    strict.elsewhere.clear()  # the browser made the request up, and did not send it
    strict.problems.clear()


def test_refresher_opens_asks_and_answers(strict: StrictPage, refreshers: str, pit: TarPit) -> None:
    """Overview, list, question and result."""
    page = strict.page
    page.set_default_timeout(2 * PATIENCE)  # the first variant waits for a warm parent
    for path in ("cohorts/spring/refreshers", "cohorts/spring/refreshers/000037", ITEM):
        page.goto(refreshers + path)
        require_whole(strict, pit)
    page.locator("form[action$='/begin'] button").click()
    page.locator("#answer").fill("1")
    require_whole(strict, pit)
    page.locator(".answer button").click()
    page.wait_for_selector("#result")
    require_whole(strict, pit)


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_page_that_needs_another_host_waits_in_vain(
    chromium: Browser, tmp_path: Path, kind: str
) -> None:
    """The control: the same browser, and one line of HTML that looks outside the house."""
    path = tmp_path / "page.html"
    path.write_text(f"<html><head>{ELSEWHERE[kind]}</head><body><h1>x</h1></body></html>")
    with TarPit() as own:
        arguments = [*ARGUMENTS, f"--host-resolver-rules={own.rules}"]
        browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        with pytest.raises(WaitedInVain):
            page.goto(path.as_uri(), wait_until="load", timeout=IN_VAIN)
        assert page.evaluate(PAINTS) == 0
        browser.close()
        assert set(own.callers) == {"192.0.2.1" if "bare" in kind else "files.example.com"}
