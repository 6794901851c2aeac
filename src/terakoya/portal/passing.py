"""An answer of the apps' server on its way to a browser, and what of both sides' headers passes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

import aiohttp
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from terakoya.logs import get_logger
from terakoya.portal.headers import APP_POLICY, LIGHT_APP_POLICY
from terakoya.portal.read_ahead import ReadAhead

__all__ = ["Passed", "passed_on"]

log = get_logger("portal")
_SLOWEST = 60.0  # seconds in which a reader has to take something

# RFC 9110, 7.6.1; what only one side of the gate may know; and what a gate answers itself.
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"}
    | {"te", "trailer", "transfer-encoding", "upgrade", "host", "expect"}
)
_PRIVATE = frozenset(
    {
        "authorization",
        "accept-language",
        "cookie",
        "set-cookie",
        "origin",
        "referer",
        "forwarded",
        "x-real-ip",
        "x-request-id",
        "server",
        "date",
    }
)
_FORWARDED = "x-forwarded-"  # what the visitor says about the way here, nobody can rely on
_POLICIES = frozenset({"content-security-policy", "x-frame-options"})


def passed_on(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of a request that the apps' server may see."""
    given = list(headers)
    shut = _HOP_BY_HOP | _PRIVATE | _named_by_connection(given) | {"content-length"}
    return [
        (name, value)
        for name, value in given
        if name.lower() not in shut and not name.lower().startswith(_FORWARDED)
    ]


def _named_by_connection(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return which headers are about one connection only, because ``Connection`` says so."""
    lists = (value for name, value in headers if name.lower() == "connection")
    return frozenset(name.strip().lower() for one in lists for name in one.split(","))


class Passed(StreamingResponse):
    """An answer on its way; it is closed however the way ends.

    A turn to make pages is over when the page is made: who reads slowly makes nobody wait.

    Args:
        answer: of the apps' server.
        when_made: called when the answer is made.
        headers: in the place of the server's own.
    """

    def __init__(
        self,
        answer: aiohttp.ClientResponse,
        *,
        when_made: Callable[[], None] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._answer = answer
        self._ahead = ReadAhead(_body(answer), when_made) if when_made else None
        super().__init__(self._ahead or _body(answer), status_code=answer.status)
        given = list(answer.headers.items())
        shut = _HOP_BY_HOP | _PRIVATE | _POLICIES | _named_by_connection(given)
        for name, value in given:
            if name.lower() not in shut:
                self.headers.append(name, value)
        light = answer.headers.get("x-terakoya-page") == "light"
        self.headers["content-security-policy"] = LIGHT_APP_POLICY if light else APP_POLICY
        self.headers.update(headers or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, to a reader who takes something of it in time."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(_SLOWEST):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            log.info("a visitor took nothing of an answer", seconds=_SLOWEST)
        finally:
            if self._ahead is not None:
                await self._ahead.close()
            self._answer.close()  # what was not read is not waited for


async def _body(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Pass the bytes on as they come, still compressed; a broken answer just ends."""
    with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
        async for part in answer.content.iter_any():
            yield part
