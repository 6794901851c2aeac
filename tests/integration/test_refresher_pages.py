"""A learner practises: through the portal's pages, with real sandboxes and a real database."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from starlette.types import ASGIApp

from terakoya.model import Memory
from terakoya.model.permissions import Person
from terakoya.portal import DenyAll, OpenAccess, RefresherService, create_portal
from terakoya.portal.refreshers.calendars import Calendars
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import (
    Database,
    Grading,
    ItemKey,
    StoredFile,
    add_submission,
    latest_submissions,
    list_memories,
    save_grading,
    set_withdrawn,
)
from terakoya.refresh import Rating, first_memory, read_secret, review
from terakoya.workspace import Workspace
from tests.form_tokens import BROWSER, FORMS, token_of
from tests.made_refresher import NOW, enrol_two, write_waits

SITE = "http://127.0.0.1:8000"
OF_COHORT = "/cohorts/spring/refreshers"
LIST = f"{OF_COHORT}/000037"
ITEM = f"{LIST}/waits/longest"
TOKEN = token_of(Person())  # whoever is at this machine has no name
KEY = ItemKey("000037", "waits", "longest")


@dataclass(frozen=True)
class Browser:
    """Asks a portal, as somebody at this machine who reads English."""

    portal: ASGIApp

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return asyncio.run(self._ask("GET", path, {}))

    def post(self, path: str, **request: Any) -> httpx.Response:
        """Send a form; where the answer leads elsewhere is not followed."""
        return asyncio.run(self._ask("POST", path, request))

    async def _ask(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.portal, client=("127.0.0.1", 5))
        headers = {"accept-language": "en"} | request.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=BROWSER) as client:
            return await client.request(method, path, headers=headers, timeout=300, **request)


@dataclass
class Stage:
    """A workspace, its database, a clock that can be turned, and a visitor at this machine."""

    workspace: Workspace
    database: Database
    now: datetime = NOW
    service: RefresherService = field(init=False)
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the site, as after a restart."""
        self.service = RefresherService(self.workspace, self.database, lambda: self.now)
        site = WorkspaceSite(self.workspace, self.database)
        portal = create_portal(site, OpenAccess(), refreshers=self.service, forms=FORMS)
        self.browser = Browser(portal)

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return self.browser.get(path)

    def post(self, path: str, origin: str = SITE, **form: str) -> httpx.Response:
        """Send a form, as a page of the site does."""
        return self.browser.post(path, data=form | TOKEN, headers={"origin": origin})

    @property
    def memory(self) -> Memory | None:
        """What is kept of the one item."""
        with self.database.session() as session:
            return list_memories(session, ["000037"]).get(KEY)


@pytest.fixture
def stage(workspace: Workspace) -> Iterator[Stage]:
    """The course `waiting`, two learners, nothing graded yet."""
    write_waits(workspace)
    made = Stage(workspace, enrol_two(workspace))
    yield made
    made.service.close()
    made.database.close()


def shown_answer(page: str) -> str:
    """Work the answer out from the table, as a learner does."""
    return str(max(int(wait) for wait in re.findall(r"<td>(\d+)</td>", page)))


def grade_exercise(stage: Stage, status: str) -> None:
    """Let the learner's exercise be graded now."""
    with stage.database.session() as session:
        files = {"waits.ipynb": StoredFile("a" * 64, 1)}
        add_submission(session, ("spring", "000037", "waits"), files, stage.now, stage.now)
        (newest,) = latest_submissions(session, "spring")
        items = ({"notebook": "waits", "item": "longest-check", "status": status},)
        run = Grading(newest.id, "v", "e", "env", "none", "ok", 1.0, stage.now, items)
        save_grading(session, run)


def test_right_answer_moves_the_due_date_as_fsrs_says(stage: Stage) -> None:
    """Begin, answer with full-width figures and the unit; the card is fsrs's own."""
    assert stage.post(f"{ITEM}/begin").status_code == 303
    typed = shown_answer(stage.get(ITEM).text).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )
    stage.now += timedelta(minutes=4)
    assert stage.post(f"{ITEM}/answer", attempt="1", answer=f"{typed}　分").status_code == 303
    assert stage.memory == review(None, Rating.GOOD, stage.now)
    page = stage.get(ITEM).text
    assert "Right" in page
    assert "Take the largest value." in page
    assert "Tue 24 November 2026" in page  # two days on is a Sunday, the day after a holiday


def test_list_leads_back_to_the_cohort(stage: Stage) -> None:
    """Whoever may see the cohort finds the way back to its refreshers."""
    assert 'href="/cohorts/spring/refreshers"' in stage.get(LIST).text


def test_wrong_answer_shows_the_right_one_and_comes_back_soon(stage: Stage) -> None:
    """The explanation comes after the attempt, and the next one is on other data."""
    stage.post(f"{ITEM}/begin")
    before = stage.get(ITEM).text
    assert "Take the largest value." not in before
    stage.post(f"{ITEM}/answer", attempt="1", answer="20000")
    after = stage.get(ITEM).text
    assert "Not yet" in after
    assert f"The right answer: {int(shown_answer(before)):,} minutes" in after
    assert stage.memory == review(None, Rating.AGAIN, stage.now)
    stage.post(f"{ITEM}/begin")
    assert shown_answer(stage.get(ITEM).text) != shown_answer(before)


def test_hints_are_recorded_and_make_it_hard(stage: Stage) -> None:
    """A hint shows after it was asked for, and counts."""
    stage.post(f"{ITEM}/begin")
    assert "Read the table" not in stage.get(ITEM).text
    assert stage.post(f"{ITEM}/hint", number="1").status_code == 303
    page = stage.get(ITEM).text
    assert "Read the table" in page
    stage.post(f"{ITEM}/answer", attempt="1", answer=shown_answer(page))
    assert stage.memory == review(None, Rating.HARD, stage.now)


def test_interrupted_attempt_goes_on_after_a_restart(stage: Stage) -> None:
    """The same data, the same opened hints; beginning again does not change them."""
    stage.post(f"{ITEM}/begin")
    stage.post(f"{ITEM}/hint", number="1")
    before = stage.get(ITEM).text
    stage.service.close()
    stage.now += timedelta(days=3)
    stage.open()
    assert stage.get(ITEM).text == before
    stage.post(f"{ITEM}/begin")
    assert stage.get(ITEM).text == before


def test_what_cannot_be_read_is_no_attempt(stage: Stage) -> None:
    """The page says how to write it, keeps what was typed, and nothing is recorded."""
    stage.post(f"{ITEM}/begin")
    answer = stage.post(f"{ITEM}/answer", attempt="1", answer="<b>many</b>")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "&lt;b&gt;many" in answer.text
    assert stage.memory is None


def test_answer_sent_twice_counts_once(stage: Stage) -> None:
    """A double click, and a page of an attempt that is over, change nothing."""
    stage.post(f"{ITEM}/begin")
    form = {"attempt": "1", "answer": shown_answer(stage.get(ITEM).text)}
    stage.post(f"{ITEM}/answer", **form)
    once = stage.memory
    stage.now += timedelta(hours=1)
    assert stage.post(f"{ITEM}/answer", **form).status_code == 303
    stage.post(f"{ITEM}/begin")
    stage.post(f"{ITEM}/answer", **form)
    assert stage.memory == once


def test_exercise_is_the_first_time(stage: Stage) -> None:
    """A graded exercise has a date by itself; the first answer goes on from there."""
    assert "Not begun yet (1)" in stage.get(LIST).text
    grade_exercise(stage, "passed")
    graded_at = stage.now
    assert "Planned (1)" in stage.get(LIST).text
    stage.now += timedelta(days=3)
    assert "To do now (1)" in stage.get(LIST).text
    stage.post(f"{ITEM}/begin")
    stage.post(f"{ITEM}/answer", attempt="1", answer=shown_answer(stage.get(ITEM).text))
    first = first_memory(("passed",), graded_at)
    assert stage.memory == review(first, Rating.GOOD, stage.now)


def test_no_page_header_or_cookie_tells_seed_or_answer(stage: Stage) -> None:
    """While an attempt is open, neither is in anything that the site says."""
    grade_exercise(stage, "passed")
    stage.post(f"{ITEM}/begin")
    seeds = [*islice(read_secret(stage.workspace.var).seeds("000037", "waits", "longest", 1), 9)]
    answers = [stage.get(path) for path in (ITEM, LIST, "/cohorts/spring/refreshers")]
    answers.append(stage.get(f"{ITEM}/notebook.zip"))
    archive = zipfile.ZipFile(io.BytesIO(answers[-1].content))
    said = " ".join(archive.read(name).decode() for name in archive.namelist())
    said += " ".join(f"{entry.text} {entry.headers}" for entry in answers[:-1])
    assert not any(str(seed) in said or f"{seed:x}" in said for seed in seeds)
    assert stage.get(ITEM).text.count(shown_answer(stage.get(ITEM).text)) == 1  # the table's own
    assert "max(int" not in said
    assert "make_data" not in said
    assert all("set-cookie" not in entry.headers for entry in answers)


@pytest.mark.parametrize("path", ["begin", "hint", "answer", "notebook", "../../calendar"])
def test_post_from_elsewhere_is_refused(stage: Stage, path: str) -> None:
    """A page of another site, or none, can neither begin nor answer; our own can (control)."""
    address = f"{ITEM}/{path}" if "/" not in path else f"{LIST}/calendar"
    assert stage.post(address, origin="http://evil.example").status_code == 403
    assert stage.browser.post(address).status_code == 403
    assert stage.browser.post(address, headers={"origin": SITE}).status_code == 403
    assert stage.post(f"{ITEM}/begin").status_code == 303


def test_first_page_offers_refreshers_only_where_there_are_some(stage: Stage) -> None:
    """An assignment without a tagged cell has no link that leads to an empty list."""
    manifest = stage.workspace.root / "courses" / "waiting" / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('["waits"]', '["waits", "tiny"]'), encoding="utf-8")
    stage.open()
    page = stage.get("/").text
    assert "tiny" in stage.workspace.assignment_ids
    assert page.count(f'"{OF_COHORT}"') == 1
    site = WorkspaceSite(stage.workspace, stage.database)
    links = {link.id: link.has_refreshers for link in site.assignments()}
    assert links == {"waits": True, "tiny": False}


def test_nobody_practises_where_access_says_no(stage: Stage) -> None:
    """Every route asks; nothing is looked up for those who may not."""
    site = WorkspaceSite(stage.workspace, stage.database)
    shut = Browser(create_portal(site, DenyAll(), refreshers=stage.service))
    headers = {"origin": SITE}
    for path in ("/cohorts/spring/refreshers", LIST, ITEM, f"{ITEM}/notebook.zip"):
        assert shut.get(path).status_code == 403
    assert shut.get(f"/refreshers/calendars/{'a' * 43}.ics").status_code == 403
    for path in ("begin", "hint", "answer", "notebook"):
        assert shut.post(f"{ITEM}/{path}", headers=headers).status_code == 403
    assert shut.post(f"{LIST}/calendar", headers=headers).status_code == 403


def test_what_is_not_there_is_404_and_what_is_too_large_413(stage: Stage) -> None:
    """Unknown cohorts, learners and items; and a form beyond its bound."""
    for path in ("/cohorts/none/refreshers", "/cohorts/spring/refreshers/999", f"{LIST}/waits/no"):
        assert stage.get(path).status_code == 404
    assert stage.post(f"{LIST}/waits/no/begin").status_code == 404
    assert stage.post(f"{ITEM}/answer", answer="1" * 9000).status_code == 413
    assert stage.post(f"{ITEM}/hint", number="²").status_code == 400


def test_who_withdrew_practises_nothing_until_they_are_back(stage: Stage) -> None:
    """Not in the cohort's list, no page and nothing in a calendar; the card itself stays."""
    stage.now = NOW
    assert stage.post(f"{LIST}/calendar").status_code == 303
    grade_exercise(stage, "passed")
    calendars = Calendars(stage.workspace, stage.database, lambda: stage.now)
    seen = [(KEY.learner_id in stage.get(OF_COHORT).text, stage.get(LIST).status_code)]
    events = [calendars.make(KEY.learner_id).count(b"BEGIN:VEVENT")]
    for at in (NOW, None):
        with stage.database.session() as session:
            set_withdrawn(session, "spring", [KEY.learner_id], at)
        seen.append((KEY.learner_id in stage.get(OF_COHORT).text, stage.get(LIST).status_code))
        events.append(calendars.make(KEY.learner_id).count(b"BEGIN:VEVENT"))
    assert seen == [(True, 200), (False, 404), (True, 200)]
    assert events == [1, 0, 1]


def test_code_is_judged_on_the_learners_own_data(stage: Stage) -> None:
    """The downloaded notebook, answered and handed in, counts like any other answer."""
    grade_exercise(stage, "passed")
    stage.post(f"{ITEM}/begin")
    archive = zipfile.ZipFile(io.BytesIO(stage.get(f"{ITEM}/notebook.zip").content))
    assert sorted(archive.namelist()) == [
        "refresher-longest/data/waits.csv",
        "refresher-longest/longest.ipynb",
    ]
    text = archive.read("refresher-longest/longest.ipynb").decode()
    solved = re.sub(
        r'"# Write your code here.\\n",\n.*?\n',
        "\"longest = max(int(r['wait']) for r in rows)\"\n",
        text,
    )
    first = first_memory(("passed",), stage.now)
    answer = stage.browser.post(
        f"{ITEM}/notebook",
        data={"attempt": "1"} | TOKEN,
        files={"notebook": ("longest.ipynb", solved.encode())},
        headers={"origin": SITE},
    )
    assert answer.status_code == 303
    assert "Right" in stage.get(ITEM).text
    assert stage.memory == review(first, Rating.GOOD, stage.now)


def test_other_file_is_refused_and_counts_nothing(stage: Stage) -> None:
    """A file that is no notebook is told; the attempt stays open."""
    grade_exercise(stage, "passed")
    stage.post(f"{ITEM}/begin")
    answer = stage.browser.post(
        f"{ITEM}/notebook",
        data={"attempt": "1"} | TOKEN,
        files={"notebook": ("x.ipynb", b"nothing")},
        headers={"origin": SITE},
    )
    assert answer.status_code == 422
    assert "This is not a notebook." in answer.text
    assert stage.memory is None


def test_code_is_shut_until_the_exercise_is_graded(stage: Stage) -> None:
    """The small notebook holds the solution of earlier steps: not before one's own try."""
    stage.post(f"{ITEM}/begin")
    assert "With code" not in stage.get(ITEM).text
    assert stage.get(f"{ITEM}/notebook.zip").status_code == 409


def test_calendar_has_a_secret_address_that_can_be_renewed(stage: Stage) -> None:
    """It names nobody, moves to the next working day, and an old address ends."""
    grade_exercise(stage, "passed")
    assert stage.post(f"{LIST}/calendar").status_code == 303
    (first,) = re.findall(
        r'value="http://[^/]+(/refreshers/calendars/[^"]+)"', stage.get(LIST).text
    )
    feed = stage.get(first)
    (event,) = Calendar.from_ical(feed.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-24T09:00:00+09:00"
    for secret in ("000037", "佐藤", "陽菜", "spring", "longest"):
        assert secret not in feed.text
    stage.post(f"{LIST}/calendar")
    assert stage.get(first).status_code == 404
    assert stage.get("/refreshers/calendars/guess.ics").status_code == 404
