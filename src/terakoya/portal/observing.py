"""Every request is seen once: counted, and told in the log under an id of its own."""

from __future__ import annotations

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from terakoya.logs import bound, get_logger
from terakoya.portal.links import path_within
from terakoya.portal.metrics import Metrics

__all__ = ["ID_HEADER", "REQUEST_ID", "Observed"]

ID_HEADER = "X-Request-ID"
REQUEST_ID = "terakoya.request_id"
"""Where a connection's scope holds its id: also for what answers outside of this."""
_FAILED = 500
_NO_ANSWER = 499  # who asked went before there was one
_UPGRADED, _SHUT = 101, 403  # a WebSocket that was taken, and one that was not
_log = get_logger("portal")


class Observed:
    """Gives each request an id, which its answer and every line about it carry."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on, and tell how it ended."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id, began, status = secrets.token_hex(8), time.perf_counter(), _NO_ANSWER
        scope[REQUEST_ID] = request_id

        async def send_seen(message: Message) -> None:
            nonlocal status
            status = _status_of(message) or status
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[ID_HEADER] = request_id
            await send(message)

        with bound(request_id=request_id):
            try:
                await self._app(scope, receive, send_seen)
            except Exception:
                status = _FAILED
                _log.exception("a request failed", route=_route_of(scope))
                raise
            finally:
                self._tell(scope, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope.get("method", "WEBSOCKET"), _route_of(scope)
        self._metrics.count(method, route, status, seconds)
        milliseconds = round(seconds * 1000, 1)
        told = {"method": method[:20], "route": route, "status": status}
        _log.info("request", **told, milliseconds=milliseconds)


def _status_of(message: Message) -> int | None:
    match message["type"]:
        case "http.response.start":
            return int(message["status"])
        case "websocket.accept":
            return _UPGRADED
        case "websocket.close":
            return None if message.get("code") == 1000 else _SHUT
    return None


def _route_of(scope: Scope) -> str:
    """Return the form of an address, never what stands in it: that names people."""
    path = getattr(scope.get("route"), "path", "")
    if path:
        return str(path)
    return "/static" if path_within(scope).startswith("/static/") else "(none)"
