"""The questions of one page, answered one at a time: what waits, and for whom, is bounded."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor

from terakoya.model.settings import AppSettings

__all__ = ["Conversation"]

log = logging.getLogger("terakoya.apps")
Work = Callable[[], bytes]


class Conversation:
    """Work that is done in threads, one piece after another, for the page at the other end.

    Args:
        say: sends an answer, and returns once the page has taken it.
        threads: where answers are worked out.
    """

    def __init__(
        self, say: Callable[[bytes], Awaitable[None]], threads: Executor, bounds: AppSettings
    ) -> None:
        self._say, self._threads, self._bounds = say, threads, bounds
        self._waiting: deque[tuple[Work, int]] = deque()
        self._size = 0
        self._ended = False
        self._changed = asyncio.Event()

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def put(self, work: Work, size: int = 0) -> bool:
        """Let a question of so many bytes wait; False where too much waits already."""
        full = len(self._waiting) >= self._bounds.questions
        if self._ended or full or self._size + size > self._bounds.waiting_bytes:
            return False
        self._waiting.append((work, size))
        self._size += size
        self._changed.set()
        return True

    def end(self) -> None:
        """The page is gone: what waits is not done any more, and `serve` returns."""
        self._ended = True
        self._waiting.clear()
        self._changed.set()

    async def serve(self) -> None:
        """Answer until the end, or until the page does not take its answers.

        Raises:
            TimeoutError: the page took too long to take one.
        """
        while (work := await self._next()) is not None:
            context = contextvars.copy_context()  # with the page's language in it
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, context.run, work)
            if answer and not self._ended:
                async with asyncio.timeout(self._bounds.slow_seconds):
                    await self._say(answer)

    async def _next(self) -> Work | None:
        while not (self._waiting or self._ended):
            self._changed.clear()
            await self._changed.wait()
        if self._ended:
            return None
        work, size = self._waiting.popleft()
        self._size -= size
        return work
