"""An office as `terakoya serve --demo` gives it, all the way, in a real Chromium.

The front, JupyterHub, the site, the grader, the apps and a learner's JupyterLab are the real ones.
Whatever appears on an open page appears by itself: nobody loads a page again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from terakoya_autograde.sandbox import sandbox_available

from terakoya.language import translations
from tests.browser.conftest import StrictPage
from tests.demo_office import (
    ELSEWHERE,
    LEARNER,
    LEARNERS,
    MATE,
    DemoOffice,
    make_demo_office,
    read_accounts,
    stop_offering,
)
from tests.made_office import RIGHT
from tests.running_site import run_site

SLOW = 120_000  # ms: servers, kernels and a grader begin on a busy machine
PAGE = re.compile("/services/portal/learning/demo/tiny$")
pytestmark = pytest.mark.skipif(not sandbox_available(), reason="no sandbox on this machine")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOffice]:
    """The office, in Japanese, with the accounts that the command has made."""
    folder = tmp_path_factory.mktemp("whole")
    city = folder / "city"
    make_demo_office(city)
    with run_site(["serve", "--demo", "--port=0"], city, folder, language="ja") as site:
        yield DemoOffice(site, city, read_accounts(city))
        assert site.interrupt()[1] == []


@pytest.fixture
def visitors(chromium: Browser) -> Iterator[list[StrictPage]]:
    """People at browsers of their own; nothing was asked of another host by any of them."""
    opened: list[StrictPage] = []
    yield opened
    for visitor in opened:
        assert visitor.elsewhere == []
        visitor.page.context.close()


def _see(place: Locator, text: str | re.Pattern[str]) -> None:
    """Wait until something is to be read there, however busy the machine is."""
    expect(place).to_contain_text(text, timeout=SLOW)


def _log_in(office: DemoOffice, chromium: Browser, visitors: list[StrictPage], role: str) -> Page:
    """Open the site as somebody, and fill in the form that comes."""
    context = chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SLOW)
    page = context.new_page()
    visitors.append(StrictPage(page))
    name, password = office.accounts[role]
    page.goto(office.portal)
    page.locator("#username").fill(name)
    page.locator("#password").fill(password)
    page.locator("form button").click()
    page.wait_for_url(f"{office.portal}**")
    return page


def _mark_page(page: Page) -> Page:
    """Write on a page what is gone when it is loaded again."""
    page.evaluate("window.untouched = true")
    return page


def _is_untouched(page: Page) -> bool:
    return bool(page.evaluate("window.untouched === true"))


def _open_lab(page: Page) -> Page:
    """Open the assignment in JupyterLab, by the button on its page."""
    page.goto(re.sub(r"learning$", "learning/demo/tiny", page.url))
    page.locator("main a[href*='/terakoya/open/']").click()
    page.wait_for_url(re.compile(r"/user/[^/]+/lab/tree/demo/tiny/tiny\.ipynb"))
    expect(page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(5, timeout=SLOW)
    return page


def _write_answers(lab: Page) -> None:
    """Write the right answers into the cells, with the keyboard."""
    for name, answer in RIGHT.items():
        cell = lab.locator(".jp-Notebook .jp-CodeCell").nth(["double", "", "total"].index(name))
        cell.locator(".cm-content").click()
        lab.keyboard.press("Control+A")
        lab.keyboard.insert_text(answer)


def _hand_in(lab: Page) -> Locator:
    """Press the button of the notebook's toolbar, with the keyboard; return the line below it."""
    toolbar = lab.locator(".jp-NotebookPanel-toolbar")
    toolbar.get_by_role("button", name="提出する").press("Enter")
    return lab.locator(".jp-NotebookPanel [role=status]")


def _require_reason(office: DemoOffice, lab: Page) -> None:
    """Late and unchanged work is doubted; where no more is taken, one sentence says so."""
    stop_offering(office, due=datetime.now(UTC) - timedelta(days=1))
    line = _hand_in(lab)
    dialog = lab.get_by_role("dialog")
    _see(dialog, "前に提出したときから、ノートブックは変わっていません。")
    _see(dialog, "期限後の提出になります。")
    dialog.get_by_role("button", name="提出する").press("Enter")
    _see(line, "演習tinyはdemoで配られていません。")


def _require_refusal(page: Page, address: str) -> None:
    """Open an address that is not for this person: 403, and said kindly."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 403
    said = translations("ja").gettext("You may not see this page.")
    _see(page.get_by_role("heading", level=1), said)


def test_work_is_handed_in_and_everybody_sees_what_is_theirs(
    office: DemoOffice, chromium: Browser, visitors: list[StrictPage]
) -> None:
    """A learner solves and hands in; mark, feedback and the class move; nobody sees more."""
    teacher = _log_in(office, chromium, visitors, "instructor")
    teacher.goto(f"{office.portal}cohorts/demo")
    row = teacher.locator("#matrix tr", has_text=LEARNER.name)
    expect(row.locator(".missing")).to_be_visible(timeout=SLOW)
    _mark_page(teacher)

    first = _log_in(office, chromium, visitors, "learner")
    _see(first.locator(".who"), re.compile(rf"{LEARNER.name}$"))
    own = first.context.new_page()
    visitors.append(StrictPage(own))
    own.goto(f"{office.portal}learning/demo/tiny")
    expect(own.locator("#own .facts .missing")).to_be_visible(timeout=SLOW)
    _mark_page(own)

    lab = _open_lab(first)
    _hand_in(lab)  # as it was handed out: it asks, and nothing is sent
    dialog = lab.get_by_role("dialog")
    _see(dialog, "2か所のうち2か所に、まだ答えていません。")
    dialog.get_by_role("button", name="いまはしない").press("Enter")
    expect(dialog).to_have_count(0, timeout=SLOW)
    _write_answers(lab)
    line = _hand_in(lab)
    _see(line, "受領番号1")
    _see(line, "得点：3／3点")
    expect(line.get_by_role("link")).to_have_attribute("href", PAGE, timeout=SLOW)

    expect(own.locator("#own .facts .graded")).to_be_visible(timeout=SLOW)
    _see(own.locator("#own .facts strong"), "3")
    expect(row.locator(".graded")).to_be_visible(timeout=SLOW)
    assert _is_untouched(own)
    assert _is_untouched(teacher)
    own.locator("#own a[href*='/feedback/']").click()  # it comes by itself, too
    _see(own.locator("body"), LEARNER.name)

    _require_reason(office, lab)
    theirs = f"{office.portal}cohorts/demo/feedback/{MATE.id}/tiny"
    for address in (theirs, f"{office.portal}cohorts/demo", f"{office.portal}departments"):
        _require_refusal(own, address)
    told = teacher.goto(theirs)  # the control: it is there, for whom it is for
    assert told is not None
    assert told.status == 200


def test_manager_sees_figures_and_apps_and_nobodys_work(
    office: DemoOffice, chromium: Browser, visitors: list[StrictPage]
) -> None:
    """The own department's figures at once, an app's briefing two clicks from there."""
    page = _log_in(office, chromium, visitors, "manager")
    assert page.url == f"{office.portal}departments"
    main = page.locator("main")
    _see(main, LEARNER.department)
    expect(main).not_to_contain_text(ELSEWHERE.department)
    assert not [one for one in LEARNERS if one.name in main.inner_text()]
    page.locator("main a[href$='/materials']").click()
    page.locator("main a[href$='/tiny/?briefing']").click()
    _see(page.locator(".tk-bar [role=status]"), re.compile(r"^1 / \d"))
    for path in ("cohorts/demo", f"cohorts/demo/feedback/{MATE.id}/tiny", "people", "accounts"):
        _require_refusal(page, f"{office.portal}{path}")
