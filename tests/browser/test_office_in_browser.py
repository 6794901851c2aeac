"""The pages of an office in a real browser: without barriers, on small screens, by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect
from starlette.requests import HTTPConnection

from terakoya.delivery import DueRequest, change_due_date
from terakoya.delivery.cohort_messages import send_message
from terakoya.model import Stamp, read_due
from terakoya.model.permissions import NOBODY, Person, Role
from terakoya.portal import create_portal
from terakoya.portal.background import portal_in_background
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.live import LiveEvents, LiveSettings
from terakoya.portal.workspace_site import WorkspaceSite
from tests.made_office import NOW, SPRING, MadeOffice, copy_office, make_office, person

from .conftest import StrictPage

LEARNER = person((Role.LEARNER, "spring"), id="000006")
TEACHER = person((Role.INSTRUCTOR, "spring"), account="sensei")
HR = person(Role.HR, account="jinji")
MANAGER = person((Role.MANAGER, "10"), account="kacho")
ADMIN = person(Role.ADMIN, Role.STAFF, account="kanri")
LINES = LiveSettings(look=0.05, beat=0.1)
PAGES = [
    (LEARNER, "learning"),
    (LEARNER, "learning/spring/tiny"),
    (TEACHER, "cohorts/spring"),
    (TEACHER, "cohorts/spring/items"),
    (TEACHER, "cohorts/spring/dates"),
    (TEACHER, "cohorts/spring/messages"),
    (TEACHER, "cohorts/spring/regrade"),
    (TEACHER, "cohorts/spring/reminders"),
    (TEACHER, "cohorts/spring/learners/000002"),
    (MANAGER, "departments"),
    (HR, "people"),
    (ADMIN, "accounts"),
    (ADMIN, "audit"),
]


class Site:
    """A running site, and who visits it."""

    def __init__(self, office: MadeOffice) -> None:
        self.office, self.who, self.address = office, NOBODY, ""
        self.live = LiveEvents(office.database, LINES)

    def person(self, connection: HTTPConnection) -> Person:
        """Return the visitor."""
        del connection
        return self.who


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A made office with a due date and a message, whose pages hear of what happens."""
    folder = tmp_path_factory.mktemp("office")
    office = copy_office(make_office(folder / "made"), folder / "workspace")
    due = DueRequest(SPRING, "tiny", read_due("2027-05-14"))
    change_due_date(office.database, office.workspace, due, Stamp(NOW, "sensei"))
    send_message(office.database, "spring", "明日は13時からです。", Stamp(NOW, "sensei"))
    found = Site(office)
    portal = create_portal(
        WorkspaceSite(office.workspace, office.database),
        found,
        office=replace(office.office, is_live=True),
        exchange=ExchangeService(office.workspace, office.database, lambda: NOW),
        live=found.live,
    )
    with portal_in_background(portal) as found.address:
        yield found
    office.close()


@pytest.mark.parametrize(("who", "path"), PAGES, ids=[path for _who, path in PAGES])
def test_page_of_an_office_has_no_barrier_and_is_whole_when_narrow(
    strict: StrictPage, site: Site, who: Person, path: str
) -> None:
    """axe finds nothing in Japanese; at 320 pixels only tables scroll, inside their own frame."""
    site.who = who
    strict.page.goto(f"{site.address}{path}?lang=ja")
    assert strict.page.locator("html").get_attribute("lang") == "ja"
    assert strict.violations() == []
    strict.page.set_viewport_size({"width": 320, "height": 640})
    assert strict.overflow() <= 0


def test_open_pages_follow_what_happens(strict: StrictPage, site: Site) -> None:
    """A learner's page and the class move by themselves; what is opened there stays open."""
    page, office = strict.page, site.office
    site.who = LEARNER
    page.goto(f"{site.address}learning?lang=ja")
    expect(page.get_by_text("2027-05-14 23:59").first).to_be_visible()
    page.evaluate("window.untouched = true")
    due = DueRequest(SPRING, "tiny", read_due("2027-05-21"))
    change_due_date(office.database, office.workspace, due, Stamp(NOW, "sensei"))
    expect(page.get_by_text("2027-05-21 23:59").first).to_be_visible()
    assert page.evaluate("window.untouched")
    site.who = TEACHER
    page.goto(f"{site.address}cohorts/spring?lang=ja")
    opened = page.locator("#cell-000002-tiny")
    opened.locator("summary").press("Enter")
    page.evaluate("window.untouched = true")
    due = DueRequest(SPRING, "tiny", read_due("2027-05-28"))
    change_due_date(office.database, office.workspace, due, Stamp(NOW, "sensei"))
    expect(page.locator("#matrix").get_by_text("2027-05-28 23:59")).to_be_visible()
    expect(opened).to_have_attribute("open", "")
    assert page.evaluate("window.untouched")


def test_open_page_loses_nothing_while_its_line_is_refused(strict: StrictPage, site: Site) -> None:
    """A site that begins anew, or is full: what happened meanwhile comes with the next line.

    A browser forgets then what it last heard of; the page's own address says it.
    """
    page, live = strict.page, site.live
    site.who = LEARNER
    with page.expect_response(lambda told: "/events" in told.url):
        page.goto(f"{site.address}learning?lang=ja")
    page.evaluate("window.untouched = true")
    with page.expect_response(lambda told: "/events" in told.url and told.status == 503):
        live.settings = replace(LINES, most=0, longest=0.0)
    _move_due_date(site, "2027-07-02")
    live.settings = LINES
    expect(page.get_by_text("2027-07-02 23:59").first).to_be_visible(timeout=20_000)
    assert page.evaluate("window.untouched")


def test_page_on_its_way_hears_of_what_happens_meanwhile(strict: StrictPage, site: Site) -> None:
    """Between the look into the records and the page's line there is no gap."""
    page = strict.page
    site.who = LEARNER

    def move_first(route: Route) -> None:
        _move_due_date(site, "2027-07-09")
        route.continue_()

    page.route("**/static/live.js", move_first)
    page.goto(f"{site.address}learning?lang=ja")
    expect(page.get_by_text("2027-07-09 23:59").first).to_be_visible()


def test_page_that_is_logged_out_says_so_and_stays(strict: StrictPage, site: Site) -> None:
    """Whoever opens the laptop on the next day reads what to do; nothing is taken away."""
    page = strict.page
    site.who = LEARNER
    with page.expect_response(lambda told: "/events" in told.url):
        page.goto(f"{site.address}learning?lang=ja")
    shown = page.locator("#own").inner_text()
    expect(page.locator("#logged-out")).to_be_hidden()
    page.route(re.compile(r"/learning\?lang=ja$"), lambda route: route.fulfill(status=401))
    _move_due_date(site, "2027-07-16")
    expect(page.locator("#logged-out")).to_be_visible()
    assert page.locator("#own").inner_text() == shown


def _move_due_date(site: Site, day: str) -> None:
    due = DueRequest(SPRING, "tiny", read_due(day))
    change_due_date(site.office.database, site.office.workspace, due, Stamp(NOW, "sensei"))


def test_due_date_is_changed_with_the_keyboard_alone(strict: StrictPage, site: Site) -> None:
    """The form, what it would change, and the change: no mouse, and no script is needed."""
    page = strict.page
    site.who = TEACHER
    page.goto(f"{site.address}cohorts/spring/dates?lang=ja")
    page.locator("#day").fill("2027-06-11")
    page.locator("form.card button").press("Enter")
    page.get_by_role("button", name="変更する").press("Enter")
    page.wait_for_url("**done=changed")
    expect(page.get_by_text("2027-06-11 23:59").first).to_be_visible()
