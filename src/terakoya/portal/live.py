"""Open pages are told what happens: server-sent events, from the records' own, in their order.

One look into the records serves all open pages. An event's number is its id, so that a page that
was away goes on where it was. A page carries the number of the newest event of before it was made:
what happens while it is on its way to its reader is told, too, and so is what happens before a line
that was refused is opened again, for which a browser forgets where it was.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from terakoya.errors import WorkspaceError
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.permissions import ANYTHING, Action, Of, Person, may
from terakoya.portal.access import Permissions
from terakoya.records import Database, list_events_after, newest_event

__all__ = ["LiveEvents", "LiveSettings", "live_router", "may_hear", "note_heard"]

Numbered = tuple[int, Stamp, Event]
Ask = Callable[[], Awaitable[Person]]

_FOR_ALL_OF_A_COHORT = frozenset(
    {EventKind.OFFERED, EventKind.NOT_OFFERED, EventKind.DUE, EventKind.RULES, EventKind.CHANGED}
    | {EventKind.MESSAGE, EventKind.MESSAGE_TAKEN_BACK}
)
"""What everybody in a cohort may know, as it is about nobody."""
END: Numbered = (-1, Stamp(datetime.min.replace(tzinfo=UTC)), Event(EventKind.CHANGED))
"""What a line is told last."""
MISSED = "missed"
"""The kind that says: too much has happened since, ask for the whole page again."""


@dataclass(frozen=True)
class LiveSettings:
    """How pages are told.

    Attributes:
        look: seconds between looks into the records, for all pages together.
        beat: seconds of silence after which a page is told that the line still holds.
        again: seconds after which it is asked who listens: whoever has logged out hears no more,
            and a role that was given or taken counts.
        longest: seconds after which a line ends; the page opens another one, and is asked again
            who it is.
        most: lines at once; `most_each` of one person.
        behind: events that a line may be behind; then it ends, and the page takes it up again.
        most_missed: events that a page is told later on; beyond that, it is told so.
    """

    look: float = 0.5
    beat: float = 15.0
    again: float = 10.0
    longest: float = 600.0
    most: int = 1_000
    most_each: int = 8
    behind: int = 500
    most_missed: int = 5_000


@dataclass(eq=False)
class _Line:
    """One open page."""

    person: Person
    cohort: str | None
    waiting: asyncio.Queue[Numbered]


@dataclass
class _Listener:
    """Who listens; asked again after a while, as nobody stays who they were for ever."""

    person: Person
    ask: Ask | None
    every: float
    asked: float

    async def is_there(self) -> bool:
        """Tell whether somebody still listens who may see the site."""
        now = asyncio.get_running_loop().time()
        if self.ask is not None and now - self.asked >= self.every:
            self.person, self.asked = await self.ask(), now
        return may(self.person, Action.SEE_SITE, ANYTHING) if self.ask is not None else True


@dataclass
class LiveEvents:
    """What happens, for all open pages of a site; it is used on one event loop."""

    database: Database
    settings: LiveSettings = field(default_factory=LiveSettings)
    _lines: set[_Line] = field(default_factory=set)
    _position: int = 0
    _looking: asyncio.Task[None] | None = None

    @property
    def open_lines(self) -> int:
        """How many pages are open."""
        return len(self._lines)

    def newest(self) -> int:
        """Return the number of the newest event; 0 where nothing has happened."""
        with self.database.reading() as session:
            return newest_event(session)

    @contextmanager
    def _line(self, person: Person, cohort: str | None) -> Iterator[_Line]:
        """Have a line in the block.

        Raises:
            HTTPException: 503, there are too many.
        """
        key = person.id or person.account
        each = Counter(line.person.id or line.person.account for line in self._lines)
        if len(self._lines) >= self.settings.most or each[key] >= self.settings.most_each:
            raise HTTPException(503, headers={"retry-after": "30"})
        line = _Line(person, cohort, asyncio.Queue(self.settings.behind))
        self._lines.add(line)
        try:
            yield line
        finally:
            self._lines.discard(line)
            if not self._lines and self._looking is not None:
                self._looking.cancel()  # nobody listens: nobody looks
                self._looking = None

    async def follow(
        self, person: Person, cohort: str | None, last: int | None, ask: Ask | None = None
    ) -> AsyncIterator[str]:
        """Yield what a page is sent: what it has missed, then what happens.

        Args:
            cohort: only about this one.
            last: the number of the last event that it has heard of; None: it begins now.
            ask: tells who listens by now; nobody where they have logged out.
        """
        with self._line(person, cohort) as line:
            began = asyncio.get_running_loop().time()
            position = await self._begin()
            yield "retry: 2000\n\n"
            if last is not None:
                async for number, stamp, event in self._missed(last, position):
                    if event is None:
                        yield f"id: {number}\nevent: {MISSED}\ndata: {{}}\n\n"
                    elif stamp is not None and may_hear(person, event, cohort):
                        yield _write(number, stamp, event)
            listener = _Listener(person, ask, self.settings.again, began)
            while asyncio.get_running_loop().time() - began < self.settings.longest:
                told = await self._wait(line, ask)
                if told == END or not await listener.is_there():
                    return
                if told is None:
                    yield ": still here\n\n"
                elif told[0] > position and may_hear(listener.person, told[2], cohort):
                    yield _write(*told)

    async def _wait(self, line: _Line, ask: Ask | None) -> Numbered | None:
        """Return what a line is told next; None after a silence."""
        settings = self.settings
        silence = settings.beat if ask is None else min(settings.beat, settings.again)
        try:
            return await asyncio.wait_for(line.waiting.get(), silence)
        except TimeoutError:
            return None

    async def close(self) -> None:
        """End every line."""
        for line in tuple(self._lines):
            _end(line)
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _begin(self) -> int:
        """Look from now on; return the number of the newest event that nobody is told of."""
        if self._looking is None:
            newest = await run_in_threadpool(self.newest)
            if self._looking is None:  # else another one has begun meanwhile, and has told since
                self._position = newest
                self._looking = asyncio.create_task(self._look())
        return self._position

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self.settings.look)
            with suppress(WorkspaceError):  # busy just now: the next look finds the same
                found = await run_in_threadpool(self._after, self._position)
                self._tell(found)

    def _tell(self, found: Iterable[Numbered]) -> None:
        for told in found:
            self._position = max(self._position, told[0])
            for line in tuple(self._lines):
                try:
                    line.waiting.put_nowait(told)
                except asyncio.QueueFull:  # who does not read takes it up again later
                    self._lines.discard(line)
                    _end(line)

    async def _missed(
        self, last: int, position: int
    ) -> AsyncIterator[tuple[int, Stamp | None, Event | None]]:
        """Yield what happened between two numbers; instead of too much, that it is so."""
        if position - last > self.settings.most_missed:
            yield position, None, None
            return
        while last < position:
            found = await run_in_threadpool(self._after, last)
            for number, stamp, event in found:
                if number <= position:
                    yield number, stamp, event
            if not found:
                return
            last = found[-1][0]

    def _after(self, number: int) -> tuple[Numbered, ...]:
        with self.database.reading() as session:
            return list_events_after(session, number, self.settings.behind)


def live_router(events: LiveEvents, permissions: Permissions) -> APIRouter:
    """Return the route of the lines."""
    router = APIRouter()

    async def follow(
        request: Request, cohort: str | None = None, after: str = ""
    ) -> StreamingResponse:
        await run_in_threadpool(permissions.require, request, Action.SEE_SITE, ANYTHING)
        person = await run_in_threadpool(permissions.access.person, request)
        told = request.headers.get("last-event-id", "")  # says more than the page's own address
        last = _number(told) or _number(after)
        lines = events.follow(person, cohort, last, permissions.asking_again(request))
        first = await anext(lines)  # so that a refusal is an answer, and no line that breaks off
        return StreamingResponse(
            _whole(first, lines),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    router.add_api_route("/events", follow, methods=["GET"], response_model=None)
    return router


def may_hear(person: Person, event: Event, cohort: str | None = None) -> bool:
    """Tell whether somebody may know that something happened: `may` decides.

    Args:
        cohort: only what is about this one is asked for.
    """
    if not event.cohort_id or cohort not in (None, event.cohort_id):
        return False
    place = (event.cohort_id, event.learner_id or None, None, event.assignment_id or None)
    if may(person, Action.SEE_SUBMISSIONS, Of(*place)):
        return True
    own = Of(cohort=event.cohort_id, learner=person.id)
    is_for_all = event.kind in _FOR_ALL_OF_A_COHORT and not event.learner_id
    return is_for_all and bool(person.id) and may(person, Action.HAND_IN, own)


def _write(number: int, stamp: Stamp, event: Event) -> str:
    """Return an event as its line has it: what, about what, when; nothing else is told."""
    told = {"at": stamp.at.isoformat(), "cohort": event.cohort_id}
    told |= {"assignment": event.assignment_id, "learner": event.learner_id}
    return f"id: {number}\nevent: {event.kind.value}\ndata: {json.dumps(told)}\n\n"


def note_heard(events: LiveEvents) -> Callable[[Request], None]:
    """Return what notes, before a page is made, which events it has heard of by being made now."""

    def note(request: Request) -> None:
        request.state.heard = events.newest()

    return note


def _number(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else None


async def _whole(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for line in rest:
        yield line


def _end(line: _Line) -> None:
    while not line.waiting.empty():
        line.waiting.get_nowait()
    line.waiting.put_nowait(END)
