"""The addresses below /apps/: each app's page, and what the pages need."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, WebSocket
from starlette.responses import RedirectResponse, Response

from terakoya.portal.access import Access, require
from terakoya.portal.proxy import AppGate, BusyError, NotRunningError, is_same_site
from terakoya.portal.site import SiteSource

__all__ = ["app_router"]


def app_router(source: SiteSource, access: Access, gate: AppGate) -> APIRouter:
    """Return the routes below /apps/. `access` is asked before anything is passed on."""
    doors = _Doors(source, access, gate)
    router = APIRouter(prefix="/apps")
    reading = ["GET", "HEAD"]
    router.add_api_route("/{assignment_id}/", doors.open_app, response_model=None, methods=reading)
    router.add_api_route("/{assignment_id}", doors.add_slash, response_model=None, methods=reading)
    router.add_api_route(
        "/{path:path}", doors.pass_on, response_model=None, methods=[*reading, "POST"]
    )
    router.add_api_websocket_route("/{path:path}", doors.join_kernel)
    return router


@dataclass(frozen=True)
class _Doors:
    source: SiteSource
    access: Access
    gate: AppGate

    async def open_app(self, request: Request, assignment_id: str) -> Response:
        self._require_app(request, assignment_id)
        if request.method == "HEAD":
            return Response(media_type="text/html")  # a look is not worth a kernel
        return await _through(self.gate.open_page(request, assignment_id))

    async def add_slash(self, request: Request, assignment_id: str) -> Response:
        self._require_app(request, assignment_id)
        return RedirectResponse(f"/apps/{assignment_id}/", status_code=307)

    async def pass_on(self, request: Request, path: str) -> Response:
        app, _slash, inside = path.partition("/")
        is_file = bool(inside) and self._is_app(app)  # a picture that the app's text names
        require(self.access.may_use_apps(request, app if is_file else None))
        if request.method == "POST":
            require(is_same_site(request))
        return await _through(self.gate.fetch(request, f"voila/files/{path}" if is_file else path))

    async def join_kernel(self, socket: WebSocket, path: str) -> None:
        if not (self.access.may_use_apps(socket, None) and is_same_site(socket)):
            await socket.close(1008)
            return
        try:
            await self.gate.join(socket, path)
        except NotRunningError:
            await socket.close(1011)

    def _require_app(self, request: Request, assignment_id: str) -> None:
        require(self.access.may_use_apps(request, assignment_id))
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
