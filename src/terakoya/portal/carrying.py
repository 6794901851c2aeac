"""Carrying messages between a browser and the apps' server, until either of them leaves."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
from starlette.websockets import WebSocket, WebSocketDisconnect

__all__ = ["carry"]

_NORMAL, _GOING_AWAY, _BROKEN = 1000, 1001, 1011
_LEFT = (WebSocketDisconnect, aiohttp.ClientError, OSError, RuntimeError)


async def carry(browser: WebSocket, server: aiohttp.ClientWebSocketResponse) -> None:
    """Carry messages both ways; when one side leaves, the other is told with the same code."""
    to_server = asyncio.create_task(_to_server(browser, server))
    to_browser = asyncio.create_task(_to_browser(browser, server))
    try:
        await asyncio.wait([to_server, to_browser], return_when=asyncio.FIRST_COMPLETED)
        browser_left = to_server.done() and not to_server.cancelled()
    finally:
        for task in (to_server, to_browser):
            task.cancel()
        left, _ = await asyncio.gather(to_server, to_browser, return_exceptions=True)
    if browser_left and isinstance(left, int):
        await server.close(code=_sendable(left, _GOING_AWAY))
        return
    with contextlib.suppress(*_LEFT):
        await browser.close(_sendable(server.close_code, _BROKEN))


async def _to_server(browser: WebSocket, server: aiohttp.ClientWebSocketResponse) -> int | None:
    """Return with which code the browser left; None where the server did not take a message."""
    with contextlib.suppress(*_LEFT):
        while True:
            message = await browser.receive()
            if message["type"] == "websocket.disconnect":
                return int(message.get("code") or _NORMAL)
            content = message.get("bytes")
            if content is not None:
                await server.send_bytes(content)
            else:
                await server.send_str(message["text"])
    return None


async def _to_browser(browser: WebSocket, server: aiohttp.ClientWebSocketResponse) -> None:
    with contextlib.suppress(*_LEFT):
        async for message in server:
            if message.type is aiohttp.WSMsgType.BINARY:
                await browser.send_bytes(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                await browser.send_text(message.data)
            else:
                return


def _sendable(code: int | None, otherwise: int) -> int:
    """Return a code that may be sent (RFC 6455, 7.4): some only say that none came."""
    if code is None:
        return otherwise
    known = code in range(1000, 1015) and code not in (1004, 1005, 1006)
    if code == 1005:  # the other side closed without one
        return _NORMAL
    return code if known or code in range(3000, 5000) else otherwise
