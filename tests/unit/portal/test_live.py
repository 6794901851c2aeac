"""Promises of what open pages are told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from terakoya.model import Event, EventKind, Stamp
from terakoya.model.permissions import NOBODY, Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.live import LiveEvents, LiveSettings, may_hear
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Database, add_events, newest_event, open_database
from tests.exchange_room import ExchangeRoom, learner, make_room
from tests.unit.delivery.classroom import NOW

STAMP = Stamp(NOW, "x")
TEACHER = Person("", grants_of(Role.INSTRUCTOR, "spring"), "teacher")
QUICK = LiveSettings(look=0.01, beat=30.0)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Records without anything in them."""
    found = open_database(f"sqlite:///{tmp_path / 'terakoya.db'}")
    yield found
    found.close()


def note(database: Database, kind: EventKind, who: str = "", cohort: str = "spring") -> int:
    """Let something happen; return its number."""
    with database.session() as session:
        add_events(session, STAMP, [Event(kind, cohort, who, "alpha")])
        return newest_event(session)


async def hear(lines: AsyncIterator[str], count: int) -> list[tuple[int, str, str]]:
    """Return the next events of a line: number, kind, and whom they are about."""
    heard: list[tuple[int, str, str]] = []
    while len(heard) < count:
        told = await asyncio.wait_for(anext(lines), 60)
        if not told.startswith("id: "):
            continue
        number, kind, data = (part.partition(": ")[2] for part in told.strip().split("\n"))
        heard.append((int(number), kind, json.loads(data).get("learner", "")))
    return heard


@pytest.mark.parametrize(
    ("person", "kind", "who", "cohort", "expected"),
    [
        (learner("00101"), EventKind.GRADED, "00101", "spring", True),
        (learner("00101"), EventKind.GRADED, "00102", "spring", False),
        (learner("00101"), EventKind.GRADED, "00101", "autumn", False),
        (learner("00101"), EventKind.DUE, "", "spring", True),
        (learner("00101"), EventKind.DUE, "", "autumn", False),
        (learner("00101"), EventKind.EXTENSION, "00102", "spring", False),
        (learner("00101"), EventKind.RUN_ENDED, "", "spring", False),
        (learner("00101"), EventKind.WITHDRAWN, "00102", "spring", False),
        (TEACHER, EventKind.GRADED, "00101", "spring", True),
        (TEACHER, EventKind.RUN_ENDED, "", "spring", True),
        (TEACHER, EventKind.GRADED, "00101", "autumn", False),
        (NOBODY, EventKind.DUE, "", "spring", False),
        (Person("", grants_of(Role.MANAGER, "10")), EventKind.GRADED, "00101", "spring", False),
    ],
)
def test_event_is_told_to_whom_it_concerns(
    person: Person, kind: EventKind, who: str, cohort: str, expected: bool
) -> None:
    """Learners hear of themselves, instructors of their cohorts, nobody of anybody else."""
    assert may_hear(person, Event(kind, cohort, who, "alpha")) is expected


def test_open_pages_are_told_what_happens(database: Database) -> None:
    """Each what it may hear, in one order; an event of before is not told to who begins now."""
    note(database, EventKind.HANDED_IN, "00101")

    async def listen() -> None:
        events = LiveEvents(database, QUICK)
        own, teacher = (
            aiter(events.follow(who, None, None)) for who in (learner("00101"), TEACHER)
        )
        await anext(own)
        await anext(teacher)
        first = note(database, EventKind.GRADED, "00102")
        second = note(database, EventKind.GRADED, "00101")
        assert await hear(own, 1) == [(second, "graded", "00101")]
        assert await hear(teacher, 2) == [
            (first, "graded", "00102"),
            (second, "graded", "00101"),
        ]
        assert events.open_lines == 2
        for line in (own, teacher):
            await line.aclose()
        assert events.open_lines == 0
        assert events._looking is None

    asyncio.run(listen())


def test_page_that_was_away_misses_nothing(database: Database) -> None:
    """It says of what it last heard; it gets the rest once, and then what happens."""
    numbers = [note(database, EventKind.GRADED, who) for who in ("00101", "00102", "00101")]

    async def listen() -> None:
        events = LiveEvents(database, replace(QUICK, behind=1))
        other = aiter(events.follow(TEACHER, None, None))
        await anext(other)
        line = aiter(events.follow(learner("00101"), None, numbers[0]))
        assert await hear(line, 1) == [(numbers[2], "graded", "00101")]
        newest = note(database, EventKind.FEEDBACK, "00101")
        assert await hear(line, 1) == [(newest, "feedback", "00101")]
        await line.aclose()
        await other.aclose()

    asyncio.run(listen())


def test_page_that_was_away_too_long_is_told_so(database: Database) -> None:
    """Instead of thousands of events one that says: ask for the whole page."""
    numbers = [note(database, EventKind.GRADED, "00101") for _ in range(4)]

    async def listen() -> None:
        events = LiveEvents(database, replace(QUICK, most_missed=2))
        line = aiter(events.follow(TEACHER, None, numbers[0]))
        assert await hear(line, 1) == [(numbers[3], "missed", "")]
        await line.aclose()

    asyncio.run(listen())


def test_one_look_serves_all_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are open, the records are asked by one."""
    found: list[int] = []
    really = LiveEvents._after

    def look(self: LiveEvents, number: int) -> Any:
        events = really(self, number)
        found.extend(each[0] for each in events)
        return events

    monkeypatch.setattr(LiveEvents, "_after", look)

    async def listen() -> None:
        events = LiveEvents(database, replace(QUICK, most_each=50))
        lines = [aiter(events.follow(TEACHER, None, None)) for _ in range(50)]
        for line in lines:
            await anext(line)
        told.append(note(database, EventKind.GRADED, "00101"))
        await asyncio.gather(*(hear(line, 1) for line in lines))
        for line in lines:
            await line.aclose()

    told: list[int] = []
    asyncio.run(listen())
    assert found == told


def test_lines_are_bounded(database: Database) -> None:
    """One person's pages, and all of them: who is too many is asked to come later."""

    async def listen() -> None:
        events = LiveEvents(database, replace(QUICK, most=2, most_each=1))
        first = aiter(events.follow(learner("00101"), None, None))
        await anext(first)
        for who in (learner("00101"),):
            with pytest.raises(HTTPException) as raised:
                await anext(aiter(events.follow(who, None, None)))
            assert raised.value.status_code == 503
        second = aiter(events.follow(learner("00102"), None, None))
        await anext(second)
        with pytest.raises(HTTPException):
            await anext(aiter(events.follow(learner("00103"), None, None)))
        await first.aclose()
        third = aiter(events.follow(learner("00103"), None, None))
        await anext(third)
        for line in (second, third):
            await line.aclose()

    asyncio.run(listen())


def test_line_ends_with_the_site_and_after_its_time(database: Database) -> None:
    """Nothing keeps a site from ending; a page that goes on is asked anew who it is."""

    async def listen() -> None:
        events = LiveEvents(database, QUICK)
        line = aiter(events.follow(TEACHER, None, None))
        await anext(line)
        await events.close()
        with pytest.raises(StopAsyncIteration):
            await anext(line)
        short = LiveEvents(database, replace(QUICK, longest=0.0))
        line = aiter(short.follow(TEACHER, None, None))
        await anext(line)
        with pytest.raises(StopAsyncIteration):
            await anext(line)

    asyncio.run(listen())


def test_silence_is_told_as_such(database: Database) -> None:
    """A proxy ends lines on which nothing comes."""

    async def listen() -> str:
        events = LiveEvents(database, replace(QUICK, beat=0.01))
        line = aiter(events.follow(TEACHER, None, None))
        await anext(line)
        told = await anext(line)
        await line.aclose()
        return told

    assert asyncio.run(listen()).startswith(":")


def test_stranger_gets_no_line(tmp_path: Path) -> None:
    """The route asks who it is first; a learner's answer is a stream of events."""
    room: ExchangeRoom = make_room(tmp_path / "workspace")
    live = LiveEvents(room.database, QUICK)
    site = WorkspaceSite(room.workspace, room.database)
    portal = create_portal(site, room.people, live=live)

    async def ask(token: str) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if message["type"] == "http.response.body":
                gone.set()  # the page is closed as soon as anything came

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "path": "/events",
            "raw_path": b"/events",
            "query_string": b"cohort=spring",
            "headers": [(b"host", b"127.0.0.1"), (b"authorization", f"token {token}".encode())],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            "root_path": "",
        }
        await portal(scope, receive, send)  # type: ignore[arg-type]
        return sent

    refused, told = asyncio.run(ask("nobody")), asyncio.run(ask("00101"))
    assert refused[0]["status"] == 403
    assert told[0]["status"] == 200
    headers = dict(told[0]["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert headers[b"cache-control"] == b"no-store"
    assert live.open_lines == 0
    room.database.close()


def test_line_ends_for_who_has_logged_out(database: Database) -> None:
    """An open page hears no more, also where nothing happens; the control is asked nothing."""
    asked = replace(QUICK, again=0.01)
    here = [TEACHER]

    async def ask() -> Person:
        return here[-1]

    async def listen() -> None:
        events = LiveEvents(database, asked)
        line = aiter(events.follow(TEACHER, None, None, ask))
        control = aiter(events.follow(TEACHER, None, None))
        await anext(line)
        await anext(control)
        note(database, EventKind.GRADED, "00101")
        assert len(await hear(line, 1)) == 1
        here.append(NOBODY)
        async with asyncio.timeout(60):
            assert [told async for told in line if told.startswith("id: ")] == []
        assert len(await hear(control, 1)) == 1
        assert events.open_lines == 1
        await control.aclose()

    asyncio.run(listen())


def test_role_that_is_taken_away_is_heard_no_more(database: Database) -> None:
    """The page stays open, and is told what the person may know by now."""
    here = [TEACHER]

    async def ask() -> Person:
        return here[-1]

    async def listen() -> None:
        events = LiveEvents(database, replace(QUICK, again=1e-6))
        line = aiter(events.follow(TEACHER, None, None, ask))
        await anext(line)
        note(database, EventKind.GRADED, "00101")
        assert len(await hear(line, 1)) == 1
        here.append(learner("00102"))
        note(database, EventKind.GRADED, "00101")
        own = note(database, EventKind.GRADED, "00102")
        assert await hear(line, 1) == [(own, "graded", "00102")]
        await line.aclose()

    asyncio.run(listen())
