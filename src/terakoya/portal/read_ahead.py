"""An answer that is read as fast as it is made, however slowly its reader takes it on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from terakoya.logs import get_logger

__all__ = ["MOST_AHEAD", "ReadAhead"]

log = get_logger("portal")
MOST_AHEAD = 32 * 2**20  # bytes in memory for one reader: more than Voila's own page of any lab


class ReadAhead:
    """The parts of an answer, for one reader; a task of its own reads them.

    Args:
        parts: the answer, as it is made.
        when_made: called once, as soon as nobody has to wait for this answer any more: it was read
            to its end, it broke, it was closed, or its reader is `MOST_AHEAD` behind.
    """

    def __init__(self, parts: AsyncIterator[bytes], when_made: Callable[[], None]) -> None:
        self._parts = parts
        self._ahead: asyncio.Queue[bytes | None] = asyncio.Queue()  # None: no more will come
        self._size = 0
        self._taken = asyncio.Event()
        self._made = contextlib.ExitStack()
        self._made.callback(when_made)
        self._reading = asyncio.create_task(self._read())
        # A task that is cancelled before its first step runs nothing of its own, not even this.
        self._reading.add_done_callback(self._end)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the parts in order; an answer that breaks just ends."""
        while (part := await self._ahead.get()) is not None:
            self._size -= len(part)
            self._taken.set()
            yield part

    async def close(self) -> None:
        """Read no further; harmless when all is read."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for part in self._parts:
            self._ahead.put_nowait(part)
            self._size += len(part)
            while self._size > MOST_AHEAD:
                self._made.close()  # the rest goes at the reader's pace
                self._taken.clear()
                await self._taken.wait()

    def _end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("an answer broke off", exc_info=error)
        self._made.close()
        self._ahead.put_nowait(None)
