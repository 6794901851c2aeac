"""Addresses with what none of ours holds: refused before anybody looks for it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from terakoya.portal.exchange_api.api_route import is_for_programs, refuse_program
from terakoya.portal.page_rendering import show_error

__all__ = ["PlainAddresses"]

_NOTHING, _WRITTEN = "\0", b"%00"


class PlainAddresses:
    """Refuses a NUL, in the path or the query: PostgreSQL takes it in no text, SQLite does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on, or answer that there is nothing at such an address."""
        if scope["type"] not in ("http", "websocket") or _is_plain(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif is_for_programs(scope):
            await refuse_program(404)(scope, receive, send)
        else:
            await show_error(Request(scope, receive), 404)(scope, receive, send)


def _is_plain(scope: Scope) -> bool:
    query = scope.get("query_string", b"")
    return _NOTHING not in scope["path"] and _WRITTEN not in query and b"\0" not in query
