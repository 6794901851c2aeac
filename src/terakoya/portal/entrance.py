"""The door of a site without accounts: only who has its address with the key comes in.

On one machine there may be other people. The address that the site prints carries a key; the first
visit turns it into a cookie, and from then on addresses carry nothing secret.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.model.permissions import Person, Role, grants_of
from terakoya.portal.access import Access
from terakoya.portal.headers import add_security_headers
from terakoya.portal.page_rendering import show_error
from terakoya.portal.reading_language import language_of

__all__ = ["COOKIE", "QUERY", "KeyAccess", "KeyEntrance"]

COOKIE = "terakoya_key"
QUERY = "key"
_OPEN = re.compile(r"/static/[\w.-]+|/healthz|/metrics|/refreshers/calendars/[\w-]+\.ics")
"""What needs no key: style sheets, whether the site answers, and calendars, whose addresses are
secret themselves. Whoever asks for figures is asked for a token of its own."""


_STRANGER = Person(grants=grants_of(Role.STRANGER))


@dataclass(frozen=True)
class KeyAccess:
    """Whoever carries the key is who `known` says; everybody else is a stranger.

    The door below lets no stranger through. Should an address get past it, its route asks here.
    """

    known: Access
    key: str = field(repr=False)

    def person(self, connection: HTTPConnection) -> Person:
        """Return who is asking."""
        return self.known.person(connection) if _carries(connection, self.key) else _STRANGER


class KeyEntrance:
    """Lets a connection through to `app` if it carries the key; everything else is shut."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app, self._key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, send to the same address without the key, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        is_open = _OPEN.fullmatch(scope["path"]) is not None
        if is_open or _carries(connection, self._key):
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif _fits(connection.query_params.get(QUERY, ""), self._key):
            await self._welcome(connection)(scope, receive, send)
        else:
            await self._refuse(Request(scope, receive), send)

    def _welcome(self, connection: HTTPConnection) -> RedirectResponse:
        kept = [pair for pair in connection.query_params.multi_items() if pair[0] != QUERY]
        path = "/" + connection.url.path.lstrip("/")  # never to another host
        answer = RedirectResponse(f"{path}?{urlencode(kept)}" if kept else path, status_code=303)
        name = _cookie_of(connection.scope)
        cookie: SimpleCookie = SimpleCookie({name: self._key})
        cookie[name].update({"path": "/", "samesite": "Lax", "httponly": "yes"})
        answer.headers.append("set-cookie", cookie[name].OutputString())
        add_security_headers(answer.headers)
        return answer

    async def _refuse(self, request: Request, send: Send) -> None:
        with use_language(language_of(request)):
            remedy = _("Open the address with the key that terakoya serve printed.")
            answer = show_error(request, 403, remedy)
        add_security_headers(answer.headers)
        await answer(request.scope, request.receive, send)


def _carries(connection: HTTPConnection, key: str) -> bool:
    return _fits(connection.cookies.get(_cookie_of(connection.scope), ""), key)


def _fits(given: str, key: str) -> bool:
    return bool(key) and hmac.compare_digest(given.encode(), key.encode())


def _cookie_of(scope: Scope) -> str:
    """Return the cookie's name: browsers do not tell two sites of one host apart by their ports."""
    return f"{COOKIE}_{(scope.get('server') or ('', 0))[1]}"
