"""The gate to the apps: passes HTTP and WebSocket on to Voila, and nothing that is not needed.

Voila's own list of files, its contents API and everything else that an app's page does not ask for
stay shut. Requests carry Voila's token from here on; the browser never learns it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from terakoya.logs import current_request
from terakoya.portal.app_addresses import SharedAddress, file_of, is_plain, page_of
from terakoya.portal.apps_client import (
    AppsClient,
    NotRunningError,
    Upstream,
    UpstreamSource,
)
from terakoya.portal.carrying import carry
from terakoya.portal.passing import Passed, passed_on
from terakoya.portal.reading_language import language_of

__all__ = ["AppGate", "BusyError", "NotRunningError", "Upstream", "UpstreamSource"]
__all__ += ["is_same_site", "require_same_site"]

_KEPT = {"cache-control": "private, max-age=3600"}
_BIGGEST_REQUEST = 64 * 2**10
_BIGGEST_ANSWER = 2**10  # of the question whose a kernel is
_MOST_KERNELS = 2000
_STATUS_SECONDS = 5.0


class BusyError(Exception):
    """No turn to open a page came up in time."""


class AppGate:
    """Passes what apps need to one Voila server. Who may ask for it, others have decided.

    Args:
        upstream: the server; or what tells it, beside `usual`, which says how it is asked.
        usual: where the server's addresses begin, and how many turns there are.
    """

    def __init__(
        self, upstream: Upstream | UpstreamSource | None, usual: Upstream | None = None
    ) -> None:
        known = upstream if isinstance(upstream, Upstream) else None
        self._upstream = known or usual or Upstream("", "")
        self._turns = asyncio.Semaphore(self._upstream.openings)
        self._client = AppsClient(upstream)
        self._owners: OrderedDict[str, str] = OrderedDict()

    @property
    def prefix(self) -> str:
        """What of an address behind ``/apps/`` is the server's own; empty where all is."""
        return self._upstream.base_url.rpartition("/apps/")[2]

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.close()

    async def open_page(self, request: Request, assignment_id: str) -> Response:
        """Return an app's page as it is being made.

        Raises:
            BusyError: too many pages are being made.
            NotRunningError: there is no server behind the gate.
        """
        try:
            await asyncio.wait_for(self._turns.acquire(), self._upstream.patience)
        except TimeoutError:
            raise BusyError from None
        try:
            answer = await self._ask(request, page_of(assignment_id))
        except BaseException:
            self._turns.release()
            raise
        return Passed(answer, when_made=self._turns.release)

    async def fetch_file(self, request: Request, assignment_id: str, path: str) -> Response | None:
        """Return a file of an app; None where its address is none.

        Raises:
            NotRunningError: there is no server behind the gate.
        """
        inside = file_of(assignment_id, path)
        return Passed(await self._ask(request, inside)) if is_plain(inside) else None

    async def fetch(self, request: Request, address: SharedAddress) -> Response:
        """Return what a shared address answers; errors as `fetch_file`."""
        answer = await self._ask(request, address.path)
        is_kept = address.is_software and 200 <= answer.status < 300
        return Passed(answer, headers=_KEPT if is_kept else None)

    async def join(self, socket: WebSocket, address: SharedAddress) -> None:
        """Connect the browser with a kernel until either of them leaves."""
        try:
            async with self._client.join(
                address.path,
                query=str(socket.query_params),
                headers=[
                    ("Accept-Language", language_of(socket)),
                    ("X-Request-ID", current_request()),
                ],
                protocols=socket.scope.get("subprotocols", []),
            ) as server:
                await socket.accept(subprotocol=server.protocol)
                await carry(socket, server)
        except NotRunningError:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(1011)

    async def read_status(self) -> Mapping[str, object] | None:
        """Return what runs behind the gate; None where nobody answers in time."""
        try:
            async with asyncio.timeout(_STATUS_SECONDS):
                answer = await self._client.ask("GET", "terakoya/status")
                async with answer:
                    told = json.loads(await answer.read()) if answer.ok else None
        except (NotRunningError, aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return None
        return told if isinstance(told, dict) else None

    async def owner_of(self, kernel: str) -> str | None:
        """Return whose a kernel is, as its id does not tell: the app's id; None for nobody's."""
        if kernel not in self._owners:
            owner = await self._ask_owner(kernel)
            if owner is None:
                return None
            self._owners[kernel] = owner  # a kernel never changes hands
            while len(self._owners) > _MOST_KERNELS:
                self._owners.popitem(last=False)
        return self._owners[kernel]

    async def _ask_owner(self, kernel: str) -> str | None:
        try:
            answer = await self._client.ask("GET", f"terakoya/kernels/{kernel}")
            async with answer:
                is_short = 0 < (answer.content_length or 0) <= _BIGGEST_ANSWER
                said = json.loads(await answer.read()) if answer.ok and is_short else {}
        except (NotRunningError, aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return None
        owner = said.get("app") if isinstance(said, dict) else None
        return owner if isinstance(owner, str) and owner else None

    async def _ask(self, request: Request, path: str) -> aiohttp.ClientResponse:
        return await self._client.ask(
            request.method,
            path,
            query=str(request.query_params),
            headers=[
                *passed_on(request.headers.items()),
                ("Accept-Language", language_of(request)),
                ("X-Request-ID", current_request()),
            ],
            body=await _read_body(request),
        )


def is_same_site(connection: HTTPConnection) -> bool:
    """Tell whether a page of this site itself is asking: Origin names the host that was asked."""
    origin = connection.headers.get("origin", "")
    host = connection.headers.get("host", "")
    try:
        asking = urlsplit(origin).netloc
    except ValueError:  # no address at all
        return False
    return bool(host) and asking.lower() == host.lower()


def require_same_site(connection: HTTPConnection) -> None:
    """Go on only with what a page of this site itself asks for.

    Raises:
        HTTPException: 403, for every other page's.
    """
    if not is_same_site(connection):
        raise HTTPException(403)


async def _read_body(request: Request) -> bytes:
    """Read what a request holds, which is little or nothing.

    Raises:
        HTTPException: 413, where it is more.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BIGGEST_REQUEST:
            raise HTTPException(413)
    return body
