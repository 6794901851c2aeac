"""In which language a visitor reads: asked for, remembered, or the browser's."""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from terakoya.language import LANGUAGES, Language, accepted_language, use_language
from terakoya.portal.links import base_of

__all__ = ["COOKIE", "ReadingLanguage", "language_of"]

COOKIE = "terakoya_lang"
_YEAR = 365 * 24 * 3600


def language_of(connection: HTTPConnection) -> Language:
    """Return ``?lang=``, else the cookie, else the browser's first known one, else Japanese."""
    for name in (connection.query_params.get("lang", ""), connection.cookies.get(COOKIE, "")):
        for language in LANGUAGES:
            if name == language:
                return language
    return accepted_language(connection.headers.get("accept-language", "")) or LANGUAGES[0]


class ReadingLanguage:
    """Makes every message of a request in the visitor's language, and remembers ``?lang=``.

    `place` is the path below which it is remembered. In an office that is the whole of it: the
    login's pages remember it there, too, and of two cookies of one name nobody knows which counts.
    """

    def __init__(self, app: ASGIApp, place: str = "") -> None:
        self._app, self._place = app, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one connection on, in its language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        language = language_of(connection)
        asked = connection.query_params.get("lang") == language

        async def remember(message: Message) -> None:
            if asked and message["type"] == "http.response.start":
                cookie = _cookie(language, self._place or base_of(connection))
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        with use_language(language):
            await self._app(scope, receive, remember)


def _cookie(language: Language, place: str) -> str:
    cookie: SimpleCookie = SimpleCookie({COOKIE: language})
    attributes = {"path": place or "/", "max-age": str(_YEAR), "samesite": "Lax", "httponly": "yes"}
    cookie[COOKIE].update(attributes)
    return cookie[COOKIE].OutputString()
