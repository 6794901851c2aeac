"""An answer read ahead of its reader: nobody waits for who reads slowly, and all of it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from terakoya.portal import read_ahead
from terakoya.portal.read_ahead import ReadAhead

Look = Callable[[list[str]], Coroutine[Any, Any, None]]


async def parts(count: int, then: Exception | None = None) -> AsyncIterator[bytes]:
    """Yield so many parts of three bytes, then break or end."""
    for number in range(count):
        yield b"%03d" % number
    if then is not None:
        raise then


def look(steps: Look) -> list[str]:
    """Run what a test looks at; return how often a turn was given back."""
    turns: list[str] = []
    asyncio.run(steps(turns))
    return turns


def test_turn_is_over_though_nobody_reads() -> None:
    """The answer is made, so the next one may be; the reader still gets every part, in order."""

    async def steps(turns: list[str]) -> None:
        ahead = ReadAhead(parts(50), lambda: turns.append("back"))
        await asyncio.sleep(0.05)
        assert turns == ["back"]
        assert [part async for part in ahead] == [part async for part in parts(50)]

    assert look(steps) == ["back"]


def test_reader_far_behind_holds_no_turn_and_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in memory for one reader stays bounded; the rest comes as it is taken."""
    monkeypatch.setattr(read_ahead, "MOST_AHEAD", 30)
    made: list[int] = []

    async def counted() -> AsyncIterator[bytes]:
        for number in range(100):
            made.append(number)
            yield b"%03d" % number

    async def steps(turns: list[str]) -> None:
        ahead = ReadAhead(counted(), lambda: turns.append("back"))
        await asyncio.sleep(0.05)
        assert turns == ["back"]
        assert len(made) == 11
        assert len([part async for part in ahead]) == 100

    assert look(steps) == ["back"]


def test_answer_that_breaks_ends() -> None:
    """What came before is passed on, the turn comes back, and the reader waits for nothing."""

    async def steps(turns: list[str]) -> None:
        ahead = ReadAhead(parts(2, ValueError()), lambda: turns.append("back"))
        assert [part async for part in ahead] == [b"000", b"001"]

    assert look(steps) == ["back"]


@pytest.mark.parametrize("pause", [None, 0.02])
def test_reader_who_leaves_gives_the_turn_back(pause: float | None) -> None:
    """At whatever moment, also before the first part was asked for."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.001)

    async def steps(turns: list[str]) -> None:
        ahead = ReadAhead(endless(), lambda: turns.append("back"))
        if pause is not None:
            await asyncio.sleep(pause)
        await ahead.close()
        assert turns == ["back"]
        assert len(asyncio.all_tasks()) == 1

    assert look(steps) == ["back"]
