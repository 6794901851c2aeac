"""A WebSocket through the front: the bytes of both sides, unread, however large their messages.

Nothing of a message is held: who sends faster than the other end takes has to wait.
"""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web
from multidict import CIMultiDict

from terakoya.hub.front.slow_visitors import Pace, let_take

__all__ = ["RefusedError", "is_websocket", "tunnel"]

_PIECE = 2**16
_WAITING = 2**20  # bytes on their way to a part, from which on the visitor waits
_LONGEST_HEAD = 2**16
_ANSWERING = 60.0  # seconds in which a part has to take or refuse a connection


class RefusedError(Exception):
    """The part did not take the connection; `status` and `reason` are its answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


def is_websocket(request: web.BaseRequest) -> bool:
    """Tell whether a request asks for a WebSocket."""
    asked = request.headers.get("upgrade", "").lower()
    return request.method == "GET" and asked == "websocket"


async def tunnel(
    request: web.BaseRequest,
    headers: CIMultiDict[str],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    pace: Pace,
) -> web.StreamResponse:
    """Connect a visitor with a part until either of them leaves.

    Args:
        request: that asks for a WebSocket.
        headers: as the part gets them.
        reader: of the connection to the part.
        writer: of it.
        pace: how long the visitor may take nothing of what the part sends.

    Raises:
        RefusedError: the part says no.
        OSError: it says nothing that is an answer.
    """
    try:
        writer.write(_head(request, headers))
        async with asyncio.timeout(_ANSWERING):
            await writer.drain()
            answer = await _read_head(reader)
        response = web.StreamResponse(status=101, headers=answer)
        await response.prepare(request)
        await _carry(request, reader, writer, pace)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return response


def _head(request: web.BaseRequest, headers: CIMultiDict[str]) -> bytes:
    lines = [f"GET {request.raw_path} HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


async def _read_head(reader: asyncio.StreamReader) -> CIMultiDict[str]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ConnectionError from error
    if len(head) > _LONGEST_HEAD:
        raise ConnectionError
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")[:-2]
    version, _space, rest = first.partition(" ")
    status, _space, reason = rest.partition(" ")
    if not version.startswith("HTTP/1.1") or not status.isdecimal():
        raise ConnectionError
    if int(status) != 101:
        raise RefusedError(int(status), reason)
    pairs = (line.partition(":")[::2] for line in lines)
    return CIMultiDict((name.strip(), value.strip()) for name, value in pairs)


async def _carry(
    request: web.BaseRequest,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    pace: Pace,
) -> None:
    transport = request.transport
    if transport is None:  # the visitor has gone meanwhile
        return
    visitor = _Visitor(transport, writer)
    request.protocol.set_parser(visitor)  # type: ignore[arg-type] # it asks for these methods only
    to_part = asyncio.create_task(visitor.left.wait())
    to_visitor = asyncio.create_task(_to_visitor(request, reader, pace))
    try:
        await asyncio.wait({to_part, to_visitor}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (to_part, to_visitor, *visitor.tasks):
            task.cancel()
        await asyncio.gather(to_part, to_visitor, *visitor.tasks, return_exceptions=True)
        if not transport.is_closing():
            transport.close()


async def _to_visitor(request: web.BaseRequest, reader: asyncio.StreamReader, pace: Pace) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            if request.transport is None:
                return
            request.transport.write(piece)
            await let_take(request, request.writer.drain(), pace)


class _Visitor:
    """What the visitor sends: given by aiohttp as it comes, in the place of a parser."""

    def __init__(self, transport: asyncio.Transport, writer: asyncio.StreamWriter) -> None:
        self._transport, self._writer = transport, writer
        self.left = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Send it on; let the visitor wait while too much is on its way."""
        if self._writer.is_closing():
            return True, b""
        self._writer.write(data)
        if not self.tasks and self._writer.transport.get_write_buffer_size() > _WAITING:
            self._transport.pause_reading()
            task = asyncio.create_task(self._go_on())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return False, b""

    def feed_eof(self) -> None:
        """Note that the visitor has left."""
        self.left.set()

    def set_exception(self, *_error: object) -> None:
        """Note that the connection broke."""
        self.left.set()

    async def _go_on(self) -> None:
        try:
            await self._writer.drain()
        except OSError:
            self.left.set()
            return
        if not self._transport.is_closing():
            self._transport.resume_reading()
