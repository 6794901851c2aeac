"""The questions of one page: one at a time, in order, within bounds, and over when it goes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from terakoya.faces.app.live.conversation import Conversation
from terakoya.model.settings import AppSettings

BOUNDS = AppSettings(questions=3, waiting_bytes=100, slow_seconds=0.1)
Steps = Callable[[Conversation, list[bytes]], Awaitable[None]]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Where answers are worked out."""
    with ThreadPoolExecutor(4) as pool:
        yield pool


def converse(threads: ThreadPoolExecutor, steps: Steps) -> list[bytes]:
    """Run the steps of a test beside a conversation; return what the page was told."""
    told: list[bytes] = []

    async def say(answer: bytes) -> None:
        told.append(answer)

    async def both() -> None:
        conversation = Conversation(say, threads, BOUNDS)
        serving = asyncio.create_task(conversation.serve())
        await steps(conversation, told)
        conversation.end()
        await serving

    asyncio.run(both())
    return told


def test_questions_are_answered_in_order(threads: ThreadPoolExecutor) -> None:
    """Each when the one before it has been answered; one without an answer is passed over."""

    async def steps(conversation: Conversation, told: list[bytes]) -> None:
        for answer in (b"1", b"", b"2"):
            assert conversation.put(lambda answer=answer: answer)
        while len(told) < 2:
            await asyncio.sleep(0.001)
        assert conversation.is_idle

    assert converse(threads, steps) == [b"1", b"2"]


def test_what_waits_is_bounded(threads: ThreadPoolExecutor) -> None:
    """In number and in size; what was answered makes room."""
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> bytes:
        begun.set()
        go_on.wait(60)
        return b"waited"

    async def steps(conversation: Conversation, told: list[bytes]) -> None:
        assert conversation.put(wait)
        await asyncio.to_thread(begun.wait, 60)  # it is answered, and waits no more
        assert conversation.put(lambda: b"large", 90)
        assert not conversation.put(lambda: b"larger", 20)
        assert conversation.put(lambda: b"small", 10)
        assert conversation.put(lambda: b"last")
        assert not conversation.put(lambda: b"one too many")
        go_on.set()
        while len(told) < 4:
            await asyncio.sleep(0.001)
        assert conversation.put(lambda: b"", 100)

    assert converse(threads, steps) == [b"waited", b"large", b"small", b"last"]


def test_page_that_goes_is_told_no_more(threads: ThreadPoolExecutor) -> None:
    """What is being answered ends, what waits is not begun, and the conversation is over."""
    begun, go_on, others = threading.Event(), threading.Event(), []

    def wait() -> bytes:
        begun.set()
        go_on.wait(60)
        return b"late"

    async def steps(conversation: Conversation, _told: list[bytes]) -> None:
        conversation.put(wait)
        conversation.put(lambda: others.append(1) or b"")
        await asyncio.to_thread(begun.wait, 60)
        conversation.end()
        assert not conversation.put(lambda: b"after the end")
        go_on.set()

    assert converse(threads, steps) == []
    assert others == []


def test_page_that_takes_no_answer_is_left(threads: ThreadPoolExecutor) -> None:
    """Nobody waits for ever for a page that does not read."""

    async def never(_answer: bytes) -> None:
        await asyncio.Event().wait()

    async def serve() -> None:
        conversation = Conversation(never, threads, BOUNDS)
        conversation.put(lambda: b"1")
        await conversation.serve()

    with pytest.raises(TimeoutError):
        asyncio.run(serve())
