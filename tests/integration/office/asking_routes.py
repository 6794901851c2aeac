"""Asking each route of a site, as far as whether it lets somebody in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.types import ASGIApp

from terakoya.model.permissions import NOBODY, Person
from terakoya.portal.form_guard import COOKIE
from tests.form_tokens import BROWSER, token_of

__all__ = ["Switch", "ask", "join", "routes_of"]


class Switch:
    """Whoever the test says is asking."""

    who = NOBODY

    def person(self, connection: HTTPConnection) -> Person:
        """Return that person."""
        del connection
        return self.who


def routes_of(site: FastAPI) -> set[tuple[str, str]]:
    """Return (method, path) of every route, those of what is mounted below it too.

    What is no route of methods is named by what it is: `WEBSOCKET`; `MOUNT` for a program of which
    nobody can say which routes it has; the name of its class for whatever else.
    """
    return set(_walk(site.routes, ""))


def _walk(routes: Iterable[BaseRoute], above: str) -> Iterator[tuple[str, str]]:
    for found in iter_route_contexts(list(routes)):
        route: Any = found.original_route
        path = above + str(found.path or "")
        if isinstance(route, Mount):
            yield from _walk(route.routes, path) if route.routes else [("MOUNT", path)]
        elif isinstance(route, WebSocketRoute):
            yield "WEBSOCKET", path
        elif found.methods:
            yield from ((method, path) for method in found.methods)
        else:
            yield type(route).__name__, path


async def ask(site: ASGIApp, method: str, address: str, who: Person) -> int:
    """Return the status of an answer, as soon as it begins: some never end."""
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    body = urlencode(token_of(who)).encode()
    sent = False

    async def receive() -> dict[str, object]:
        nonlocal sent
        if sent:
            await asyncio.shield(status)  # who asks goes as soon as the answer begins
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start" and not status.done():
            status.set_result(int(str(message["status"])))

    scope = _scope(address, {"content-length": str(len(body))}) | {"type": "http", "method": method}
    answering = asyncio.create_task(site(scope, receive, send))  # type: ignore[arg-type]
    await asyncio.wait([answering, status], return_when=asyncio.FIRST_COMPLETED)
    if not status.done():
        answering.result()
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    return status.result()


async def join(site: ASGIApp, address: str) -> bool:
    """Return whether a WebSocket is taken."""
    said: list[str] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.disconnect" if said else "websocket.connect", "code": 1000}

    async def send(message: dict[str, object]) -> None:
        said.append(str(message["type"]))

    scope = _scope(address, {}) | {"type": "websocket", "scheme": "ws", "subprotocols": []}
    await site(scope, receive, send)  # type: ignore[arg-type]
    return "websocket.accept" in said


def _scope(address: str, headers: dict[str, str]) -> dict[str, Any]:
    told = {
        "host": "127.0.0.1:8000",
        "origin": "http://127.0.0.1:8000",
        "cookie": f"{COOKIE}={BROWSER[COOKIE]}",
        "content-type": "application/x-www-form-urlencoded",
    }
    return {
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in (told | headers).items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
