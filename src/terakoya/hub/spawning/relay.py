"""The relay: one socket a learner, through which the sandbox reaches JupyterHub and the portal.

It runs outside, knows whose socket it is, and lets through what `relay_rules.py` names and nothing
else: no other address can be had from it, whatever is asked. Who asks still has to show a token;
the relay adds none.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from terakoya.hub.spawning.relay_rules import RelayRules

__all__ = ["Relay"]

_MOST_AT_ONCE = 16
_LARGEST = 256 * 2**20  # bytes of what is sent in
_SECONDS = 300.0
_OPENING = 5.0
# What each side of a relay settles for itself (RFC 9110, 7.6.1), and what only a proxy may say.
_OWN = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
_OWN |= {"proxy-authenticate", "proxy-authorization", "proxy-connection", "forwarded", "expect"}


class Relay:
    """One learner's way to the office."""

    def __init__(self, path: Path, rules: RelayRules) -> None:
        """Prepare it; `open` lets it listen.

        Args:
            path: of the socket.
        """
        self._path, self._rules = path, rules
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen; whoever can reach the socket's folder may connect."""
        application = web.Application(client_max_size=_LARGEST)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, auto_decompress=False)
        await self._runner.setup()
        self._path.unlink(missing_ok=True)
        await web.UnixSite(self._runner, str(self._path)).start()
        self._path.chmod(0o666)  # the account inside has a number of its own

    async def close(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
        for session in self._sessions.values():
            await session.close()
        self._path.unlink(missing_ok=True)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path, mark, query = request.raw_path.partition("?")
        outlet = self._rules.outlet(request.method, path)
        if outlet is None:
            return web.Response(status=403, text="Not from here.\n")
        if (request.content_length or 0) > _LARGEST:
            return web.Response(status=413, text="Too large.\n")
        if self._places.locked():
            return web.Response(
                status=503, text="Too much at once.\n", headers={"Retry-After": "1"}
            )
        async with self._places:
            try:
                return await self._pass_on(request, outlet.address, path + mark + query)
            except (aiohttp.ClientError, OSError, TimeoutError):
                return web.Response(status=502, text="The office does not answer just now.\n")

    async def _pass_on(self, request: web.Request, address: str, target: str) -> web.StreamResponse:
        # of the names that the portal answers to, the one that is always among them
        host = "localhost" if address.startswith("http+unix:") else urlsplit(address).netloc
        scheme = "http" if address.startswith("http+unix:") else urlsplit(address).scheme
        body = _bounded(request) if request.body_exists else None
        async with self._session(address).request(
            request.method,
            URL(f"{scheme}://{host}{target}", encoded=True),
            headers=[(n, v) for n, v in request.headers.items() if _goes_on(n)],
            data=body,
            allow_redirects=False,
        ) as heard:
            kept = [(n, v) for n, v in heard.headers.items() if _goes_on(n)]
            answer = web.StreamResponse(status=heard.status, reason=heard.reason)
            for name, value in kept:
                answer.headers.add(name, value)
            await answer.prepare(request)
            with suppress(ConnectionError):
                async for piece in heard.content.iter_any():
                    await answer.write(piece)
                await answer.write_eof()
            return answer

    def _session(self, address: str) -> aiohttp.ClientSession:
        if address not in self._sessions:
            connector: aiohttp.BaseConnector
            if address.startswith("http+unix:"):
                connector = aiohttp.UnixConnector(unquote(urlsplit(address).netloc))
            else:
                connector = aiohttp.TCPConnector()
            self._sessions[address] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=_SECONDS, sock_connect=_OPENING),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[address]


def _goes_on(name: str) -> bool:
    lower = name.lower()
    return lower not in _OWN and not lower.startswith("x-forwarded-") and lower != "x-real-ip"


async def _bounded(request: web.Request) -> AsyncIterator[bytes]:
    """Yield the body; it breaks off where it is longer than it may be."""
    seen = 0
    async for piece in request.content.iter_any():
        seen += len(piece)
        if seen > _LARGEST:
            raise aiohttp.ClientPayloadError("too large")
        yield piece
