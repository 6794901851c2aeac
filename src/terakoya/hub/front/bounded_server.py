"""The server of the public port, with room for everybody: nobody has more than their share of it.

Who has too many connections loses the oldest one that asks nothing at the moment, which a browser
opens again by itself when it needs one. Only where all of them are at work is a new one refused.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from terakoya.hub.front.forwarded import Network

__all__ = ["BoundedServer", "Bounds"]

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)
_OF_ONE_PLACE = 64  # bits of an IPv6 address that are one place; the rest a machine chooses itself


@dataclass(frozen=True)
class Bounds:
    """How many connections there may be.

    Attributes:
        each: of one address; whole offices can be behind one.
        most: of all together; each takes two descriptors, of some sixteen thousand.
        trusted: proxies before us, which `each` does not bound.
    """

    each: int = 1000
    most: int = 7000
    trusted: Sequence[Network] = ()


class BoundedServer(web.Server):
    """A server that counts who is connected."""

    def __init__(self, handler: Handler, bounds: Bounds, **options: Any) -> None:
        super().__init__(self._work, **options)
        self._answer, self._bounds = handler, bounds
        self._place: dict[web.RequestHandler, str] = {}  # the oldest first
        self._of: dict[str, dict[web.RequestHandler, None]] = {}
        self._working: set[web.RequestHandler] = set()

    def connection_made(self, handler: web.RequestHandler, transport: Any) -> None:
        """Take a connection, in the place of an older one where there are too many."""
        super().connection_made(handler, transport)
        place = _place_of(transport.get_extra_info("peername"), self._bounds.trusted)
        mine = self._of.get(place, {})
        has_room = self._make_room(mine, self._bounds.each) if place else True
        if not (has_room and self._make_room(self._place, self._bounds.most)):
            transport.write(_FULL)
            handler.force_close()
            return
        self._place[handler] = place
        # only now: making room may have ended the last one of the place, and the place with it
        self._of.setdefault(place, {})[handler] = None

    def connection_lost(
        self, handler: web.RequestHandler, exc: BaseException | None = None
    ) -> None:
        """Forget a connection."""
        super().connection_lost(handler, exc)
        self._forget(handler)

    async def _work(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = request.protocol
        self._working.add(connection)
        try:
            return await self._answer(request)
        finally:
            self._working.discard(connection)

    def _make_room(self, those: Iterable[web.RequestHandler], most: int) -> bool:
        """Close the oldest that asks nothing, where there are too many; False: all are at work."""
        there = list(those)
        if len(there) < most:
            return True
        idle = next((one for one in there if one not in self._working), None)
        if idle is None:
            return False
        self._forget(idle)
        idle.force_close()
        return True

    def _forget(self, handler: web.RequestHandler) -> None:
        place = self._place.pop(handler, None)
        if place is None:
            return
        mine = self._of.get(place, {})
        mine.pop(handler, None)
        if not mine:
            self._of.pop(place, None)


def _place_of(peer: Any, trusted: Sequence[Network]) -> str:
    """Return what counts as one visitor; empty for a proxy of ours, and where nobody can tell."""
    with suppress(ValueError, TypeError, IndexError):
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
        if any(address in network for network in trusted):
            return ""
        if isinstance(address, ipaddress.IPv6Address):
            address = address.ipv4_mapped or address
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, _OF_ONE_PLACE), strict=False))
        return str(address)
    return ""
