"""The connections from the front to the parts: one client for each of their addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import aiohttp

from terakoya.hub.front.route_table import Route

__all__ = ["Clients", "connect"]

_OPENING = 5.0  # seconds until a connection stands


class Clients:
    """Sessions that add nothing of their own: no cookie, no redirect, no proxy; as it was sent."""

    def __init__(self) -> None:
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    def of(self, route: Route) -> aiohttp.ClientSession:
        """Return the client of a part."""
        key = route.socket  # all of TCP share one
        if key not in self._sessions:
            self._sessions[key] = _open(key)
        return self._sessions[key]

    async def keep(self, targets: Collection[str]) -> None:
        """Close the clients of what no route leads to any more."""
        for gone in [key for key in self._sessions if key and key not in targets]:
            await self._sessions.pop(gone).close()

    async def close(self) -> None:
        """Close all of them."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


def _open(socket: str) -> aiohttp.ClientSession:
    # A connection for each request: on this machine they are cheap, and none that a part just
    # closes is ever given a request, which could not be sent again.
    connector: aiohttp.BaseConnector
    if socket:
        connector = aiohttp.UnixConnector(socket, limit=0, force_close=True)
    else:
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_OPENING),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        auto_decompress=False,
        trust_env=False,
        max_line_size=2**16,
        max_field_size=2**16,
    )


async def connect(route: Route) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection for raw bytes.

    Raises:
        OSError: nobody listens.
    """
    async with asyncio.timeout(_OPENING):
        if route.socket:
            return await asyncio.open_unix_connection(route.socket)
        host, _colon, port = route.origin.removeprefix("http://").rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port))
