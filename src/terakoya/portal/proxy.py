"""The gate to the apps: passes HTTP and WebSocket on to Voila, and nothing that is not needed.

Voila's own list of files, its contents API and everything else that an app's page does not ask for
stay shut. Requests carry Voila's token from here on; the browser never learns it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from terakoya.portal.headers import APP_POLICY, LIGHT_APP_POLICY
from terakoya.portal.read_ahead import ReadAhead
from terakoya.portal.reading import language_of

__all__ = ["AppGate", "BusyError", "NotRunningError", "Upstream", "is_same_site"]

# RFC 9110, 7.6.1; and what only one side of the gate may know.
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"}
    | {"transfer-encoding", "upgrade", "host"}
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
        "server",
        "date",
    }
)
_FORWARDED = "x-forwarded-"  # what the visitor says about the way here, nobody can rely on
_POLICIES = frozenset({"content-security-policy", "x-frame-options"})
_KERNEL = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_READABLE = re.compile(
    rf"voila/(?:static|templates|labextensions|files|api/themes)/[^\\]+|api/kernels/{_KERNEL}"
    r"|terakoya/assets/[0-9a-f]{16}/[a-z.]+"
)
_CLOSING = re.compile(rf"voila/api/shutdown/{_KERNEL}")
_CHANNELS = re.compile(rf"api/kernels/{_KERNEL}/channels|terakoya/visit/[\w./-]+\.ipynb")
_FILES = re.compile(r"voila/(?:static|templates|labextensions)/")
_KEEP = 3600
_BIGGEST_MESSAGE = 64 * 2**20
_BIGGEST_REQUEST = 64 * 2**10
# What a second reading of an address would take for something else: the server reads it anew.
_AMBIGUOUS = re.compile(r"[\\?#%\x00-\x1f\x7f]")
_LONGEST_PATH = 1000
_SLOWEST = 60.0  # seconds in which a reader has to take something

log = logging.getLogger("terakoya.portal")


@dataclass(frozen=True)
class Upstream:
    """Where the apps run. Times are in seconds.

    Voila loses requests when many pages open at the same instant, so only `openings` pages are
    made at a time, and a visitor waits at most `patience` for a turn.
    """

    origin: str
    token: str
    base_url: str = "/apps/"
    openings: int = 2
    patience: float = 60.0


class NotRunningError(Exception):
    """The apps' server does not answer."""


class BusyError(Exception):
    """No turn to open a page came up in time."""


class AppGate:
    """Passes what apps need to one Voila server."""

    def __init__(self, upstream: Upstream | None) -> None:
        self._upstream = upstream
        self._turns = asyncio.Semaphore(upstream.openings if upstream else 1)
        timeout = httpx.Timeout(10.0, read=90.0)
        self._client = httpx.AsyncClient(timeout=timeout, trust_env=False)
        # One visitor's cookies are not another's: the client keeps none, whoever sets them.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def open_page(self, request: Request, assignment_id: str) -> Response:
        """Return an app's page as it is being made.

        Raises:
            BusyError: too many pages are being made.
            NotRunningError: there is no server behind the gate.
        """
        upstream = self._require()
        try:
            await asyncio.wait_for(self._turns.acquire(), upstream.patience)
        except TimeoutError:
            raise BusyError from None
        path = f"voila/render/{assignment_id}/{assignment_id}.ipynb"
        try:
            answer = await self._send(request, path)
        except BaseException:
            self._turns.release()
            raise
        return _Passed(answer, when_made=self._turns.release)

    async def fetch(self, request: Request, path: str) -> Response | None:
        """Return a file or an answer of the server's API; None for what no app needs."""
        pattern = _CLOSING if request.method == "POST" else _READABLE
        if not pattern.fullmatch(path) or not _is_plain(path):
            return None
        answer = await self._send(request, path)
        return _Passed(answer, keep_seconds=_KEEP if _FILES.match(path) else 0)

    async def join(self, socket: WebSocket, path: str) -> None:
        """Connect the browser with a kernel until either of them leaves."""
        if not _CHANNELS.fullmatch(path) or not _is_plain(path):
            await socket.close(1008)
            return
        upstream = self._require()
        url = f"ws{upstream.origin.removeprefix('http')}{upstream.base_url}{path}"
        query = socket.url.query
        try:
            async with connect(
                f"{url}?{query}" if query else url,
                additional_headers={
                    "Authorization": f"token {upstream.token}",
                    "Accept-Language": language_of(socket),
                },
                subprotocols=[Subprotocol(name) for name in socket.scope.get("subprotocols", [])]
                or None,
                max_size=_BIGGEST_MESSAGE,
                compression=None,
                proxy=None,
            ) as kernel:
                await socket.accept(subprotocol=kernel.subprotocol)
                await _pump(socket, kernel)
        except (OSError, WebSocketException, TimeoutError):
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(1011)

    async def _send(self, request: Request, path: str) -> httpx.Response:
        upstream = self._require()
        body = b"".join([part async for part in _limited(request.stream())])
        made = self._client.build_request(
            request.method,
            f"{upstream.origin}{upstream.base_url}{path}",
            params=str(request.query_params),
            headers=[
                *_passed_on(request.headers.items()),
                ("Authorization", f"token {upstream.token}"),
                ("Accept-Language", language_of(request)),
            ],
            content=body or None,
        )
        try:
            return await self._client.send(made, stream=True)
        except httpx.HTTPError:
            raise NotRunningError from None

    def _require(self) -> Upstream:
        if self._upstream is None:
            raise NotRunningError
        return self._upstream


def is_same_site(connection: HTTPConnection) -> bool:
    """Tell whether a page of this site itself is asking: Origin names the host that was asked."""
    origin = connection.headers.get("origin", "")
    host = connection.headers.get("host", "")
    try:
        asking = urlsplit(origin).netloc
    except ValueError:  # no address at all
        return False
    return bool(host) and asking.lower() == host.lower()


def _is_plain(path: str) -> bool:
    """Tell whether every reader takes a path for the same place, which is below the root."""
    segments = path.split("/")
    dots = "." in segments or ".." in segments
    return not dots and not _AMBIGUOUS.search(path) and len(path) <= _LONGEST_PATH


def _passed_on(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    shut = _HOP_BY_HOP | _PRIVATE | {"content-length"}
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in shut and not name.lower().startswith(_FORWARDED)
    ]


class _Passed(StreamingResponse):
    """An answer of Voila on its way to the browser; it is closed however the way ends.

    A turn to make pages is over when the page is made: who reads slowly makes nobody wait.
    """

    def __init__(
        self,
        answer: httpx.Response,
        *,
        when_made: Callable[[], None] | None = None,
        keep_seconds: int = 0,
    ) -> None:
        self._answer = answer
        self._ahead = ReadAhead(_body(answer), when_made) if when_made else None
        super().__init__(self._ahead or _body(answer), status_code=answer.status_code)
        for name, value in answer.headers.multi_items():
            if name.lower() not in _HOP_BY_HOP | _PRIVATE | _POLICIES:
                self.headers[name] = value
        light = answer.headers.get("x-terakoya-page") == "light"
        self.headers["content-security-policy"] = LIGHT_APP_POLICY if light else APP_POLICY
        if keep_seconds and answer.is_success:
            self.headers["cache-control"] = f"private, max-age={keep_seconds}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(_SLOWEST):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            log.info("a visitor took nothing of an answer for %g seconds", _SLOWEST)
        finally:
            if self._ahead is not None:
                await self._ahead.close()
            await self._answer.aclose()


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Pass the bytes on as they come, still compressed; a broken answer just ends."""
    with contextlib.suppress(httpx.HTTPError):
        async for part in answer.aiter_raw():
            yield part


async def _limited(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    left = _BIGGEST_REQUEST
    async for part in stream:
        left -= len(part)
        if left < 0:
            return
        yield part


async def _pump(socket: WebSocket, kernel: ClientConnection) -> None:
    """Carry messages both ways; when one side leaves, the other is told."""
    tasks = [
        asyncio.create_task(_to_kernel(socket, kernel)),
        asyncio.create_task(_to_browser(socket, kernel)),
    ]
    _done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(kernel.close_code or 1000)


async def _to_kernel(socket: WebSocket, kernel: ClientConnection) -> None:
    with contextlib.suppress(WebSocketDisconnect, ConnectionClosed, RuntimeError):
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            content = message.get("bytes")
            await kernel.send(content if content is not None else message["text"])


async def _to_browser(socket: WebSocket, kernel: ClientConnection) -> None:
    with contextlib.suppress(WebSocketDisconnect, ConnectionClosed, RuntimeError):
        async for message in kernel:
            if isinstance(message, bytes):
                await socket.send_bytes(message)
            else:
                await socket.send_text(message)
