"""How long a visitor may take: who sends nothing, or takes nothing, makes room for others.

What makes progress lives on, however long it takes: a large upload over a slow line, a WebSocket, a
stream of events. Only the time that a visitor lets us wait counts, never that of a part of ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

from aiohttp import web

__all__ = ["Pace", "TooSlowError", "Upload", "let_take"]


@dataclass(frozen=True)
class Pace:
    """What is expected of a visitor; times are in seconds.

    Attributes:
        head: until a request's head is whole, and after which an open connection that asks nothing
            is closed. Longer than the minute for which proxies before us keep theirs.
        silence: without a byte of a body that is on its way.
        least: bytes a second of a body, once `silence` is used up.
        taking: for which a visitor may take nothing of an answer that is ready.
    """

    head: float = 65.0
    silence: float = 60.0
    least: float = 500.0
    taking: float = 120.0

    def left(self, waited: float, received: int) -> float:
        """Return for how long to wait for more of a body.

        Args:
            waited: seconds for which it was waited for so far.
            received: bytes of it.
        """
        return min(self.silence, self.silence + received / self.least - waited)


class TooSlowError(Exception):
    """A visitor sent a body more slowly than anybody does who means it."""


class Upload:
    """The body of a request, as it comes; `is_too_slow` tells why it broke off."""

    def __init__(self, request: web.BaseRequest, pace: Pace) -> None:
        self._request, self._pace = request, pace
        self.is_too_slow = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield it piece by piece.

        Raises:
            TooSlowError: nothing came for too long, or too little.
        """
        waited, received, pace = 0.0, 0, self._pace
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                async with asyncio.timeout(pace.left(waited, received)):
                    piece = await self._request.content.readany()
            except TimeoutError:
                self.is_too_slow = True
                raise TooSlowError from None
            if not piece:
                return
            waited += clock() - began
            received += len(piece)
            yield piece


async def let_take(request: web.BaseRequest, writing: Awaitable[None], pace: Pace) -> None:
    """Wait until a visitor has taken what is written, so far as that is to be waited for.

    Raises:
        ConnectionResetError: they took nothing for too long; the connection is gone.
    """
    try:
        async with asyncio.timeout(pace.taking):
            await writing
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()  # closing would wait for them again
        raise ConnectionResetError from None
