"""The way to the apps' server: one client for HTTP and WebSocket, which adds nothing of its own.

It keeps no cookie, follows no redirect, asks no proxy and unpacks nothing. What is asked and what
is passed on, others decide.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp
from yarl import URL

__all__ = ["AppsClient", "NotRunningError", "Upstream", "UpstreamSource"]

_OPENING = 10.0  # seconds until a connection stands
_SILENCE = 90.0  # seconds in which no byte of an answer comes
_BEAT = 40.0  # seconds between two looks whether a quiet WebSocket still has another end
_GOODBYE = 5.0  # seconds in which the other end may answer that it closes too
_BIGGEST_MESSAGE = 64 * 2**20
# Headers that aiohttp would add where the visitor's browser has sent none.
_OWN = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


@dataclass(frozen=True)
class Upstream:
    """Where the apps run. Times are in seconds.

    Voila loses requests when many pages open at the same instant, so only `openings` pages are
    made at a time, and a visitor waits at most `patience` for a turn.
    """

    origin: str
    token: str
    base_url: str = "/apps/"
    openings: int = 2
    patience: float = 60.0


UpstreamSource = Callable[[], Upstream | None]
"""Tells where the apps run now: a server that was started anew is somewhere else."""


class NotRunningError(Exception):
    """The apps' server does not answer."""


class AppsClient:
    """Asks one apps' server; None is one that never answers."""

    def __init__(self, upstream: Upstream | UpstreamSource | None) -> None:
        self._upstream = upstream
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> aiohttp.ClientResponse:
        """Send a request and return the answer as soon as its headers are here; close it.

        Args:
            method: of HTTP.
            path: below the server's base, not yet quoted.
            query: as it goes into the address.
            headers: the visitor's, as far as they are passed on.
            body: of the request.

        Raises:
            NotRunningError: there is no server, or it gives no answer.
        """
        upstream = self._require()
        try:
            return await self._open().request(
                method,
                _url(upstream, path, query),
                headers=[*headers, ("Authorization", f"token {upstream.token}")],
                data=body or None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise NotRunningError from None

    @asynccontextmanager
    async def join(
        self,
        path: str,
        *,
        query: str = "",
        headers: Sequence[tuple[str, str]] = (),
        protocols: Sequence[str] = (),
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Yield a WebSocket to `path`; arguments as `ask`.

        Raises:
            NotRunningError: there is no server, or it does not take the connection.
        """
        upstream = self._require()
        try:
            async with asyncio.timeout(_OPENING):
                socket = await self._open().ws_connect(
                    _url(upstream, path, query),
                    headers=[*headers, ("Authorization", f"token {upstream.token}")],
                    protocols=protocols,
                    heartbeat=_BEAT,
                    max_msg_size=_BIGGEST_MESSAGE,
                    timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE),
                    compress=0,
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise NotRunningError from None
        try:
            yield socket
        finally:
            await socket.close()

    async def close(self) -> None:
        """Give back the connections."""
        session, self._session = self._session, None
        if session is not None and self._loop is asyncio.get_running_loop():
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, made in the loop that uses it."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                # Each of its connections is for one that a visitor holds: no other bound is needed,
                # and one for all would let those who wait long shut out the others.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),  # one visitor's cookies are not another's
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=_OPENING, sock_read=_SILENCE
                ),
                skip_auto_headers=_OWN,
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    def _require(self) -> Upstream:
        now = self._upstream() if callable(self._upstream) else self._upstream
        if now is None:
            raise NotRunningError
        return now


def _url(upstream: Upstream, path: str, query: str) -> URL:
    address = f"{upstream.origin}{upstream.base_url}{quote(path, safe=_SAFE)}"
    return URL(f"{address}?{query}" if query else address, encoded=True)


_SAFE = "/:@!$&'()*+,;=~"  # RFC 3986, 3.3: what stands in a path as it is
