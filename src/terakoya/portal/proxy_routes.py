"""The addresses below /apps/: each app's page and files, and what the pages of all apps load."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, WebSocket
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.websockets import WebSocketDisconnect

from terakoya.model.permissions import ANYTHING, Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.app_addresses import Kind, SharedAddress, read_shared
from terakoya.portal.links import link_to
from terakoya.portal.proxy import (
    AppGate,
    BusyError,
    NotRunningError,
    is_same_site,
    require_same_site,
)
from terakoya.portal.site import SiteSource

__all__ = ["app_router"]


def app_router(
    source: SiteSource, permissions: Permissions, gate: AppGate, *, again: float = 10.0
) -> APIRouter:
    """Return the routes below /apps/. `permissions` are asked before anything is passed on.

    Args:
        again: seconds after which they are asked once more about a connection that stays open.
    """
    doors = _Doors(source, permissions, gate, again)
    router = APIRouter(prefix="/apps")
    reading = ["GET", "HEAD"]
    router.add_api_route("/{assignment_id}/", doors.open_app, response_model=None, methods=reading)
    router.add_api_route("/{assignment_id}", doors.add_slash, response_model=None, methods=reading)
    router.add_api_route("/{path:path}", doors.read, response_model=None, methods=reading)
    router.add_api_route("/{path:path}", doors.close, response_model=None, methods=["POST"])
    router.add_api_websocket_route("/{path:path}", doors.join)
    return router


@dataclass(frozen=True)
class _Doors:
    source: SiteSource
    permissions: Permissions
    gate: AppGate
    again: float

    async def open_app(self, request: Request, assignment_id: str) -> Response:
        self._require_app(request, assignment_id)
        if request.method == "HEAD":
            return Response(media_type="text/html")  # a look is not worth a kernel
        return await _through(self.gate.open_page(request, assignment_id))

    async def add_slash(self, request: Request, assignment_id: str) -> Response:
        self._require_app(request, assignment_id)
        return RedirectResponse(link_to(request, f"/apps/{assignment_id}/"), status_code=307)

    async def read(self, request: Request, path: str) -> Response:
        """Answer with a file of an app or, below the server's own prefix, with what all load."""
        address = self._shared(path, Kind.READ)
        if address is not None:
            await self._require_shared(request, address)
            return await _through(self.gate.fetch(request, address))
        app, _slash, inside = path.partition("/")
        self._require_app(request, app)
        return await _through(self.gate.fetch_file(request, app, inside))

    async def close(self, request: Request, path: str) -> Response:
        """End the kernel of a page that was closed, when a page of this site asks for it."""
        address = self._shared(path, Kind.CLOSE)
        if address is None:
            self.permissions.require(request, Action.LOAD_APP_PARTS, ANYTHING)
            require_same_site(request)
            raise HTTPException(404)
        await self._require_shared(request, address)
        require_same_site(request)
        return await _through(self.gate.fetch(request, address))

    async def join(self, socket: WebSocket, path: str) -> None:
        """Connect a page of this site with its kernel."""
        address = self._shared(path, Kind.JOIN)
        if address is not None and is_same_site(socket) and await self._may_join(socket, address):
            await self._join_while_allowed(socket, address)
        else:
            await socket.close(1008)

    async def _join_while_allowed(self, socket: WebSocket, address: SharedAddress) -> None:
        """Connect them until either leaves, or whoever opened the page may no longer use it."""
        joined = asyncio.create_task(self.gate.join(socket, address))
        who = self.permissions.asking_again(socket)
        try:
            while not (await asyncio.wait({joined}, timeout=self.again))[0]:
                await who()
                if not await self._may_join(socket, address):
                    break
        finally:
            is_over = joined.done()
            joined.cancel()
            await asyncio.gather(joined, return_exceptions=not is_over)
        if not is_over:
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(1008)

    def _shared(self, path: str, kind: Kind) -> SharedAddress | None:
        prefix = self.gate.prefix
        return read_shared(path.removeprefix(prefix), kind) if path.startswith(prefix) else None

    async def _require_shared(self, request: Request, address: SharedAddress) -> None:
        if not await self._may_have(request, address):
            raise HTTPException(403)
        if address.app is not None and not self._is_app(address.app):
            raise HTTPException(404)

    async def _may_join(self, socket: WebSocket, address: SharedAddress) -> bool:
        is_there = address.app is None or self._is_app(address.app)
        return is_there and await self._may_have(socket, address)

    async def _may_have(self, connection: HTTPConnection, address: SharedAddress) -> bool:
        """Tell whether somebody may have what a shared address leads to: it is an app's, or all's.

        A kernel's id does not say whose it is. Who may use every app needs no answer to that.
        """
        may = self.permissions.may
        if address.app is not None:
            return may(connection, Action.USE_APP, Of(assignment=address.app))
        if address.kernel is None:
            return may(connection, Action.LOAD_APP_PARTS, ANYTHING)
        if may(connection, Action.USE_APP, ANYTHING):
            return True
        if not may(connection, Action.LOAD_APP_PARTS, ANYTHING):
            return False  # whoever may use no app at all makes nobody ask
        owner = await self.gate.owner_of(address.kernel)
        return owner is not None and may(connection, Action.USE_APP, Of(assignment=owner))

    def _require_app(self, request: Request, assignment_id: str) -> None:
        self.permissions.require(request, Action.USE_APP, Of(assignment=assignment_id))
        if not self._is_app(assignment_id):
            raise HTTPException(404)

    def _is_app(self, assignment_id: str) -> bool:
        link = self.source.assignment(assignment_id)
        return link is not None and link.has_app


async def _through(passing: Awaitable[Response | None]) -> Response:
    try:
        answer = await passing
    except NotRunningError:
        raise HTTPException(502) from None
    except BusyError:
        raise HTTPException(503) from None
    if answer is None:
        raise HTTPException(404)
    return answer
