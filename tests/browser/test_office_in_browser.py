"""The pages of an office in a real browser: without barriers, on small screens, by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, expect
from starlette.requests import HTTPConnection

from terakoya.accounts import create_account, give_role
from terakoya.delivery import DueRequest, change_due_date
from terakoya.delivery.cohort_messages import send_message
from terakoya.delivery.enrolling.applying import apply, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort
from terakoya.delivery.roster import COLUMNS
from terakoya.delivery.staff_list import know_staff
from terakoya.model import Stamp, read_due
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import Opening, Way
from terakoya.model.permissions import NOBODY, Person, Role
from terakoya.model.posting import Period
from terakoya.portal import RefresherService, create_portal
from terakoya.portal.administering.backup_seam import BackupWork
from terakoya.portal.background import portal_in_background
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.live import LiveEvents, LiveSettings
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records.notice_records import claim_notice
from tests.integration.office.asking_routes import routes_of
from tests.integration.office.test_role_matrix import PEOPLE, PLACES, READING
from tests.made_office import (
    NOW,
    SPRING,
    SPRING_LEARNERS,
    MadeOffice,
    copy_office,
    make_office,
    person,
)

from .conftest import StrictPage
from .page_walk import (
    clipped_at_twice_the_size,
    lost_in_forced_colours,
    sideways,
    stops_of_tab,
    texts_of,
    unreached,
    untranslated,
    violations,
)

LEARNER = person((Role.LEARNER, "spring"), id="000006")
TEACHER = person((Role.INSTRUCTOR, "spring"), account="sensei")
ADMIN = person(Role.ADMIN, Role.STAFF, account="admin")
HR = person(Role.HR, Role.STAFF, account="jinji")
LINES = LiveSettings(look=0.05, beat=0.1)
SOON = 45_000  # ms; less than the minute after which a page asks by itself, however it was told
LANGUAGES = ("ja", "en")
FILES = re.compile(r"\.(csv|ics|json|xlsx|zip|pdf)$")
NO_PAGES = {
    "/healthz": "a word for programs",
    "/metrics": "figures for programs",
    "/events": "a stream",
    "/papers/{name}": "a file; tests/browser/test_papers_in_browser.py",
    "/backups/{name}": "a file",
    "/apps/{assignment_id}": "leads to the app",
    "/apps/{path:path}": "what an app asks for; tests/browser/apps",
    "/cohorts/{cohort_id}/feedback/{learner_id}/{assignment_id}": "a document; test_feedback_…",
}
"""What a browser opens and is no page of the site, or has its own tests."""
PAGES = sorted(path for path in READING if not FILES.search(path) and path not in NO_PAGES)
NOT_HERE = {
    "/apps/{assignment_id}/": 404,
    "/cohorts/{cohort_id}/refreshers/{learner_id}/{assignment_id}/{item_id}": 404,
    "/cohorts/{cohort_id}/marking/{assignment_id}/{learner_id}/{notebook}/{item_id}": 404,
}
"""What the made office has not: the page for a refusal is walked; each has its own tests."""
WALKS = [(path, READING[path][0]) for path in PAGES]
WALKS += [
    ("/materials", "learner"),
    ("/materials", "instructor"),
    ("/materials", "admin"),
    ("/departments", "hr"),
]
"""Each page with who walks it: the first who may, and whoever sees another page there."""
DATA = re.compile(
    "|".join(
        (
            r"double\(2\) が 4 になりません|合計が正しくありません|2倍にする|合計する",
            r"青木 一|井上 <b>二</b>|上田 三|江口 四|大野 五|加藤 六|木村 七|総務課|税務課|主事",
            r"令和9年度 [春秋]|明日は13時からです。|\bspring\b|\bautumn\b|\btiny\b|\bsmall\b",
            r"\b(double|total|admin|teacher\d?|manager\d?|hr|author|sensei|mori|kimura)\b",
            r"職員番号・氏名・所属コード・所属・職位・階層・メール",  # a roster
            r"[0-9a-f]{16}|\w+@[\w.]+|\broot\b",
        )
    )
)
"""What people of the made office have given names to."""


class MadeBackups:
    """Backups of an office, and whether one is in the making."""

    folder, remind_days = Path("/backup/terakoya"), 7
    at_work: BackupWork | None = None

    def work(self) -> BackupWork | None:
        """Return how far it is."""
        return self.at_work

    def start(self, by: str) -> None:
        """Begin none."""
        raise AssertionError(by)

    def find(self, name: str) -> None:
        """Have none."""


class Site:
    """A running site, and who visits it."""

    portal: FastAPI

    def __init__(self, office: MadeOffice) -> None:
        self.office, self.who, self.address = office, NOBODY, ""
        self.live = LiveEvents(office.database, LINES)
        self.backups = MadeBackups()

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
    create_account(office.database, "mori", Stamp(NOW, "admin"), password="kcdf-mprt-wxy3-47hj")
    give_role(office.database, RoleGrant("mori", "hr"), Stamp(NOW, "admin"))
    found = Site(office)
    found.portal = portal = create_portal(
        WorkspaceSite(office.workspace, office.database),
        found,
        refreshers=RefresherService(office.workspace, office.database, lambda: NOW),
        papers=office.workspace.var / "papers",
        office=replace(office.office, is_live=True, backups=found.backups),
        exchange=ExchangeService(office.workspace, office.database, lambda: NOW),
        live=found.live,
    )
    with portal_in_background(portal) as found.address:
        yield found
    office.close()


@pytest.fixture(scope="module")
def walker(chromium: Browser) -> Iterator[Page]:
    """One window for all pages."""
    context = chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


FAULTY = """<!DOCTYPE html><html lang="en"><title>x</title>
<style>.bar { position: fixed; inset: 0 0 auto; height: 99px; background: #fff; z-index: 1 }
  .near { font-size: 9px; line-height: 9px } .cut { height: 20px; overflow: hidden }
  .plain { border: 0; outline: 0 } .wide { width: 700px }</style>
<div class="bar"></div><a href="#a">behind the bar</a><p style="margin-top: 99px">
<p class="near"><a href="#b">b</a><br><a href="#c">c</a>
<a href="#d" tabindex="1">first</a><img src="data:,">
<p class="cut">one line</p><p class="wide">wide</p>
<button class="plain">no ring</button><button tabindex="-1">never</button>
<a href="#e">last</a>"""


def look(page: Page, site: Site, path: str, language: str) -> int:
    """Open a page in a language, as somebody at a desk does; return its status."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(f"{site.address}{path.lstrip('/')}?lang={language}")
    assert answer is not None
    assert page.locator("html").get_attribute("lang") == language
    return answer.status


def judge(page: Page) -> dict[str, object]:
    """Return what is wrong with the page that is open, by what was asked."""
    found = {
        "axe": violations(page),
        "twice": clipped_at_twice_the_size(page),
        "narrow": sideways(page, 320),
        "colours": lost_in_forced_colours(page),
    }
    page.set_viewport_size({"width": 1280, "height": 900})
    return {name: what for name, what in found.items() if what}


def walk_with_tab(page: Page) -> dict[str, object]:
    """Return what the keyboard does not reach, or unseen, without a ring, out of order."""
    stops = stops_of_tab(page)
    found = {
        "unreached": unreached(page),
        "hidden": [stop.what for stop in stops if not stop.seen],
        "no ring": [stop.what for stop in stops if stop.ring < 3],
        "order": [two.what for one, two in pairwise(stops) if two.place < one.place],
    }
    return {name: what for name, what in found.items() if what}


def test_every_page_is_walked(site: Site) -> None:
    """A page that is added is one of those below, or says here why not; and nothing else does."""
    asked = {path for method, path in routes_of(site.portal) if method == "GET"}
    routes = {path for path in asked if not path.startswith("/api/")}  # for programs
    assert routes <= {*PAGES, *NO_PAGES} | {path for path in READING if FILES.search(path)}
    assert NO_PAGES.keys() <= routes | {"/papers/{name}"}


@pytest.mark.parametrize(("path", "who"), WALKS)
def test_page_has_no_barrier(walker: Page, site: Site, path: str, who: str) -> None:
    """In both languages: axe, small windows, large text, the keyboard alone, chosen colours."""
    site.who = PEOPLE[who]
    address = path.replace(":path", "").format(**PLACES | {"name": "mori"})
    texts, wrong = {}, {}
    for language in LANGUAGES:
        assert look(walker, site, address, language) == NOT_HERE.get(path, 200)
        texts[language] = texts_of(walker)
        wrong[language] = judge(walker)
    wrong["keyboard"] = walk_with_tab(walker)
    wrong["words"] = {"": untranslated(texts["ja"], texts["en"], DATA)}
    assert walker.evaluate("document.getAnimations().length") == 0
    assert {name: what for name, what in wrong.items() if any(what.values())} == {}


def test_page_of_a_backup_in_the_making_has_no_barrier(walker: Page, site: Site) -> None:
    """Its bar has a name, and moves by itself."""
    site.who, site.backups.at_work = ADMIN, BackupWork(42, 100)
    try:
        assert look(walker, site, "/backups", "ja") == 200
        expect(walker.get_by_role("progressbar")).to_be_visible()
        assert judge(walker) == {}
        site.backups.at_work = BackupWork(77, 100)
        expect(walker.get_by_text("77 %")).to_be_visible()
    finally:
        site.backups.at_work = None


def test_walk_finds_what_is_wrong(walker: Page) -> None:
    """The control: of a page that has each fault, every question tells its own."""
    walker.set_viewport_size({"width": 1280, "height": 900})
    walker.goto("about:blank")
    walker.set_content(FAULTY)
    assert {line.partition(":")[0] for line in violations(walker)} >= {"image-alt", "target-size"}
    assert clipped_at_twice_the_size(walker) != []
    assert sideways(walker, 320) != []
    assert lost_in_forced_colours(walker) != []
    assert untranslated(["Hand in"], ["Hand in", "提出（する）"], DATA) == [
        "Hand in",
        "提出（する）",
    ]
    walker.set_viewport_size({"width": 1280, "height": 900})
    assert set(walk_with_tab(walker)) == {"unreached", "hidden", "no ring", "order"}


REFUSED = {
    "nobody chosen": (TEACHER, "cohorts/spring/dates", {"[value=some]": None}, "form.card"),
    "no account name": (ADMIN, "accounts", {"#name": "a b"}, "form.card"),
    "no such person": (ADMIN, "accounts", {"#name": "x", "#person": "999"}, "form.card"),
    "no department": (ADMIN, "accounts/mori", {"#role": "manager"}, "form.card"),
}
"""Who sends what from where, that is refused: fields with what is typed, and the form."""


@pytest.mark.parametrize("name", REFUSED)
def test_refused_form_takes_the_focus_and_keeps_what_was_typed(
    walker: Page, site: Site, name: str
) -> None:
    """What is wrong is read first, leads to its field, and nothing is to be typed again."""
    site.who, path, typed, form = REFUSED[name]
    look(walker, site, path, "ja")
    for field, value in typed.items():
        one = walker.locator(f"{form} {field}")
        if value is None:
            one.check()
        elif one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)
    walker.locator(f"{form} button").last.press("Enter")
    expect(walker.locator("#problem")).to_be_focused()
    for field, value in typed.items():
        one = walker.locator(f"{form} {field}")
        assert one.is_checked() if value is None else one.input_value() == value
    field = walker.locator("#problem a").get_attribute("href")
    assert walker.locator(str(field)).is_visible()
    assert (judge(walker), walk_with_tab(walker)) == ({}, {})


FOLLOWING = {
    "preview": (TEACHER, "cohorts/spring/dates", {"#day": "2027-05-02"}, "form.card button"),
    "password asked": (ADMIN, "accounts/mori", {}, "form.inline:has([value=password]) button"),
    "account made": (ADMIN, "accounts", {"#name": "kimura"}, "form.card button"),
    "message sent": (
        TEACHER,
        "cohorts/spring/messages",
        {"#text": "もう一度。"},
        "form.card button",
    ),
    "nothing found": (ADMIN, "accounts", {"[name=q]": "xyz"}, "form.choosing button"),
}
"""Who does what on which page; the page that follows is judged."""


@pytest.mark.parametrize("name", FOLLOWING)
def test_page_that_follows_a_form_has_no_barrier(walker: Page, site: Site, name: str) -> None:
    """What asks, what is shown once, what says that it is done, and what is empty."""
    site.who, path, typed, button = FOLLOWING[name]
    look(walker, site, path, "ja")
    for field, value in typed.items():
        walker.fill(field, value)
    with walker.expect_navigation():
        walker.locator(button).last.press("Enter")
    assert (judge(walker), walk_with_tab(walker)) == ({}, {})


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
    expect(page.get_by_text("2027-07-02 23:59").first).to_be_visible(timeout=SOON)
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
    expect(page.get_by_text("2027-07-09 23:59").first).to_be_visible(timeout=SOON)


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
    expect(page.locator("#logged-out")).to_be_visible(timeout=SOON)
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


def fill_office(office: MadeOffice) -> None:
    """People apply: one waits, one was refused; notices are queued, and one needs somebody."""
    database, stamp = office.database, Stamp(NOW, "admin")
    know_staff(database, [replace(SPRING_LEARNERS[0], id=f"00001{at}") for at in range(3)], stamp)
    open_cohort(database, Opening("spring", 7, Period(NOW.date(), NOW.date())), stamp)
    open_cohort(database, Opening("autumn"), stamp)
    made = [
        apply(database, cohort, number, Way.OWN, Stamp(NOW, number)).application
        for cohort, number in (
            ("spring", "000010"),
            ("spring", "000011"),
            ("autumn", "000012"),
            ("autumn", "000001"),
            ("spring", "000007"),
        )
    ]
    for at in (0, 1, 4):
        decide(database, made[at].id, stamp, agree=True)
    decide(database, made[2].id, stamp, agree=False, reason="窓口の繁忙期のため、次の回に")
    with database.session() as session:
        assert claim_notice(session, NOW - timedelta(hours=1)) is not None


FULL = {
    "courses": (person(Role.STAFF, id="000007"), "courses"),
    "my-notices": (person(Role.STAFF, id="000007"), "my-notices"),
    "decisions": (person((Role.MANAGER, "10"), Role.STAFF, account="kacho"), "decisions"),
    "applications": (HR, "cohorts/spring/applications"),
    "notices": (HR, "notices"),
}
"""Who opens which page when there is something on it."""


def test_pages_of_enrolment_have_no_barrier_when_they_are_full(walker: Page, site: Site) -> None:
    """With people who wait, a refusal and a notice that needs somebody; then a roster by a file."""
    fill_office(site.office)
    for name, (who, path) in FULL.items():
        site.who = who
        assert look(walker, site, path, "ja") == 200
        assert (name, judge(walker), walk_with_tab(walker)) == (name, {}, {})
    site.who = HR
    look(walker, site, "cohorts/spring/reminders", "ja")
    walker.locator("#days").fill("60")
    with walker.expect_navigation():
        walker.get_by_role("button", name="だれに伝わるかを見る").press("Enter")
    expect(walker.get_by_text("加藤 六").first).to_be_visible()
    assert (judge(walker), walk_with_tab(walker)) == ({}, {})
    look(walker, site, "cohorts/autumn/roster", "ja")
    rows = "\r\n".join((",".join(COLUMNS), "000008,髙﨑 八,10,総務課,主事,一般職員,p8@a.example"))
    content = rows.encode("cp932")
    walker.locator("#file").set_input_files(
        {"name": "名簿.csv", "mimeType": "text/csv", "buffer": content}
    )
    with walker.expect_navigation():
        walker.get_by_role("button", name="何が変わるかを確認する").press("Enter")
    expect(walker.get_by_text("髙﨑 八")).to_be_visible()
    assert (judge(walker), walk_with_tab(walker)) == ({}, {})
    walker.get_by_role("button", name="名簿を変える").press("Enter")
    expect(walker.get_by_text("名簿を変えました")).to_be_visible()
