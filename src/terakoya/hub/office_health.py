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
    """Return how each part is: whether it answers, and how often it was started again."""
    well = await asyncio.gather(*(one.is_well() for one in parts))
    told = {
        one.part.name: {"ok": ok, "restarts": one.restarts}
        for one, ok in zip(parts, well, strict=True)
    }
    return {"ok": all(well), "parts": told}


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
