"""Whether an office is well, and each of its parts: for people, and for what watches it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from terakoya.hub.supervised import Supervised

__all__ = ["serving_health", "tell_health"]


async def tell_health(parts: Sequence[Supervised]) -> dict[str, object]:
    """Return how each part is, and how often it was started again.

    `trouble` is a word: ``away`` for a part that does not answer; ``records`` where the database
    cannot be used, ``disk`` where there is no room. It is empty for a part that is well.
    """
    found = await asyncio.gather(*(one.look() for one in parts))
    troubles = ["away" if trouble is None else trouble for trouble in found]
    told = {
        one.part.name: {"ok": not trouble, "trouble": trouble, "restarts": one.restarts}
        for one, trouble in zip(parts, troubles, strict=True)
    }
    return {"ok": not any(troubles), "parts": told}


@asynccontextmanager
async def serving_health(socket: Path, parts: Sequence[Supervised]) -> AsyncIterator[None]:
    """Answer at a socket inside the block: 200 where all is well, else 503.

    Raises:
        OSError: the socket cannot be made.
    """

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405)
        told = await tell_health(parts)
        status = 200 if told["ok"] else 503
        return web.json_response(told, status=status, headers={"Cache-Control": "no-store"})

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    with contextlib.suppress(FileNotFoundError):
        socket.unlink()
    try:
        await web.UnixSite(runner, str(socket)).start()
        yield
    finally:
        await runner.cleanup()
