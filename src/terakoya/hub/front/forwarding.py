"""One request on its way to the part that it is for, and the answer on its way back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from terakoya.hub.front.forwarded import Network, Way, headers_back, headers_on, way_of
from terakoya.hub.front.route_table import Route, RouteTable
from terakoya.hub.front.slow_visitors import Pace, TooSlowError, Upload, let_take
from terakoya.hub.front.trouble_page import tell_trouble
from terakoya.hub.front.tunnel import RefusedError, is_websocket, tunnel
from terakoya.hub.front.ways_on import Clients, connect
from terakoya.logs import get_logger

__all__ = ["Forwarding"]

_AGAIN = 0.1  # seconds until a part that does not listen is asked again
_PATIENCE = 8.0  # seconds in which a part of the office may come back, before it is said
_NOT_THERE = (aiohttp.ClientConnectorError, FileNotFoundError, ConnectionRefusedError)
_BROKEN = (aiohttp.ClientError, OSError, TimeoutError)
_NOWHERE = "http://office"  # where the connection itself says which part is meant
log = get_logger("front")


@dataclass(frozen=True)
class Forwarding:
    """Passes every request on.

    Attributes:
        table: which part is whose.
        trusted: proxies before us that are believed.
        patience: how long a part of the office may be away; in seconds.
        pace: what is expected of a visitor.
    """

    table: RouteTable
    clients: Clients
    trusted: Sequence[Network] = ()
    patience: float = _PATIENCE
    pace: Pace = field(default_factory=Pace)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request of a visitor."""
        route = self.table.find(request.raw_path)
        if route is None:
            return tell_trouble(request, 503)
        headers = headers_on(request.headers, self._way(request))
        try:
            try:
                return await self._pass_on(request, route, headers)
            except _NOT_THERE:
                return await self._pass_again(request, route, headers)
        except RefusedError as error:
            return web.Response(status=error.status, reason=error.reason or None)
        except TooSlowError as error:
            return _close_slow(request, error)
        except _BROKEN as error:
            return self._give_up(request, error)

    def _way(self, request: web.BaseRequest) -> Way:
        peer = request.remote or ""
        scheme = "https" if request.secure else "http"
        return way_of(request.headers, peer, scheme, self.trusted)

    async def _pass_again(
        self, request: web.BaseRequest, route: Route, headers: CIMultiDict[str]
    ) -> web.StreamResponse:
        """Try anew: nothing was sent yet. JupyterHub answers for a person's server that is gone."""
        hub = self.table.default()
        if route.is_of_person and hub is not None:
            return await self._pass_on(request, hub, headers)
        until = asyncio.get_running_loop().time() + self.patience
        while True:
            await asyncio.sleep(_AGAIN)
            now = self.table.find(request.raw_path) or route
            try:
                return await self._pass_on(request, now, headers)
            except _NOT_THERE:
                if asyncio.get_running_loop().time() > until:
                    raise

    async def _pass_on(
        self, request: web.BaseRequest, route: Route, headers: CIMultiDict[str]
    ) -> web.StreamResponse:
        if is_websocket(request):
            reader, writer = await connect(route)
            return await tunnel(request, headers, reader, writer, self.pace)
        upload = Upload(request, self.pace)
        try:
            return await self._ask(request, route, headers, upload)
        except _BROKEN as error:
            if upload.is_too_slow:
                raise TooSlowError from error
            raise

    async def _ask(
        self, request: web.BaseRequest, route: Route, headers: CIMultiDict[str], upload: Upload
    ) -> web.StreamResponse:
        url = URL((route.origin or _NOWHERE) + request.raw_path, encoded=True)
        async with self.clients.of(route).request(
            request.method,
            url,
            headers=headers,
            data=upload.pieces() if request.body_exists else None,
            allow_redirects=False,
        ) as answer:
            return await _give_back(request, answer, self.pace)

    def _give_up(self, request: web.BaseRequest, error: BaseException) -> web.StreamResponse:
        log.warning("a part did not answer", error=type(error).__name__)
        if request.transport is None or request.writer.output_size:
            raise ConnectionResetError from error  # the half of an answer that is on its way ends
        return tell_trouble(request, 503 if isinstance(error, _NOT_THERE) else 502)


def _close_slow(request: web.BaseRequest, error: TooSlowError) -> web.StreamResponse:
    log.info("a visitor was too slow")
    if request.transport is None or request.writer.output_size:
        raise ConnectionResetError from error
    answer = web.Response(status=408)
    answer.force_close()
    return answer


async def _give_back(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, pace: Pace
) -> web.StreamResponse:
    response = web.StreamResponse(
        status=answer.status, reason=answer.reason, headers=headers_back(answer.headers)
    )
    response.headers["Server"] = "terakoya"
    await response.prepare(request)
    async for part in answer.content.iter_any():
        await let_take(request, response.write(part), pace)
    await let_take(request, response.write_eof(), pace)
    return response
