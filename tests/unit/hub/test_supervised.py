"""A part under its supervisor, with small real processes: killed, spared, and not given up."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from terakoya.hub import supervised
from terakoya.hub.supervised import GaveUpError, Part, Supervised

_ANSWERING = """
import os, pathlib, socket, sys
if sys.stdin.readline():
    place, answer = pathlib.Path(sys.argv[1]), sys.argv[2].encode()
    place.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(place))
    server.listen()
    while True:
        visitor, _ = server.accept()
        visitor.recv(9999)
        visitor.sendall(b"HTTP/1.1 " + answer)
        visitor.close()
"""


@pytest.fixture
def part(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Part:
    """A part that answers as soon as it is told to begin."""
    monkeypatch.setattr(supervised, "_SPARE", 0.02)
    place = tmp_path_factory.mktemp("p") / "part.sock"
    command = (sys.executable, "-S", "-c", _ANSWERING, str(place), "200 OK\r\n\r\nok")
    return Part("small", command, place, "/", place.with_name("log"), has_spare=True)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something; a minute at most."""
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.01)


async def kept(part: Part, work: Callable[[Supervised], Awaitable[None]]) -> Supervised:
    """Keep a part running while something is done with it."""
    one = Supervised(part)
    keeping = asyncio.create_task(one.keep())
    try:
        await work(one)
    finally:
        await one.end()
        await asyncio.gather(keeping, return_exceptions=True)
    return one


def _is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_spare_takes_the_place_of_a_killed_part(part: Part) -> None:
    """It has loaded everything before; and a new one waits in its place. None is left."""
    seen: list[int] = []

    async def work(one: Supervised) -> None:
        async def has_spare() -> bool:
            return one.spare_pid is not None

        await until(has_spare)
        killed, spare = one.pid, one.spare_pid
        assert killed is not None
        assert spare is not None
        os.kill(killed, signal.SIGKILL)

        async def has_taken_over() -> bool:
            return one.pid == spare and await one.is_well() and one.spare_pid not in (None, spare)

        await until(has_taken_over)
        seen.extend([spare, one.spare_pid or 0])

    asyncio.run(kept(part, work))
    assert not any(map(_is_there, seen))


def test_killed_spare_is_replaced(part: Part) -> None:
    """The part itself hears nothing of it."""

    async def work(one: Supervised) -> None:
        async def has_spare() -> bool:
            return one.spare_pid is not None

        await until(has_spare)
        first, pid = one.spare_pid, one.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)

        async def has_another() -> bool:
            return one.spare_pid not in (None, first)

        await until(has_another)
        assert (one.pid, one.restarts) == (pid, 0)

    asyncio.run(kept(part, work))


def test_part_says_what_it_lacks(part: Part) -> None:
    """It answers, so it has started; but it is not well."""
    troubled = replace(part, command=(*part.command[:-1], "503 No\r\n\r\nrecords"))

    async def work(one: Supervised) -> None:
        await until(one.is_well)
        assert await one.look() == "records"

    asyncio.run(kept(troubled, work))


def test_part_that_does_not_begin_is_given_up(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it said last."""
    monkeypatch.setattr(supervised, "_DELAYS", (0.0,))
    broken = replace(part, command=(sys.executable, "-S", "-c", "raise SystemExit('no disk')"))

    with pytest.raises(GaveUpError) as given_up:
        asyncio.run(Supervised(broken).keep())
    assert given_up.value.line == "no disk"


def test_part_of_an_office_that_runs_is_tried_again_and_again(
    part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its database may come back: one part that is away ends nobody's work."""
    monkeypatch.setattr(supervised, "_DELAYS", (0.0,))
    broken = replace(part, command=(sys.executable, "-S", "-c", "raise SystemExit(1)"))

    async def work(one: Supervised) -> None:
        one.gives_up = False

        async def has_ended_often() -> bool:
            return one.restarts > 10

        await until(has_ended_often)

    asyncio.run(kept(broken, work))
