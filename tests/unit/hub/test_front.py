"""The front, with a real server behind it at a unix socket: what an office needs of a proxy."""

from __future__ import annotations

import asyncio
import io
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from terakoya.hub.front.front_server import FrontSettings, running_front
from terakoya.hub.front.route_table import Route

MANY, LARGE = 300, 24 * 2**20
PROTOCOL = "v1.kernel.websocket.jupyter.org"


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _flood(left: asyncio.Event) -> Answer:
    """Return what sends much, and tells when its visitor has left."""

    async def flood(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            for _ in range(LARGE // 2**16):
                await answer.write(bytes(2**16))
        except (OSError, asyncio.CancelledError):
            left.set()
            raise
        return answer

    return flood


def _wait(left: asyncio.Event) -> Answer:
    """Return what answers as soon as that visitor has left."""

    async def wait(request: web.Request) -> web.StreamResponse:
        del request
        await left.wait()
        return web.Response()

    return wait


@asynccontextmanager
async def part(path: Path, waiting: asyncio.Event) -> AsyncIterator[None]:
    """Serve what a part of an office does: streams, WebSockets, answers that take a while."""

    async def stream(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: first\n\n")
        await waiting.wait()
        return answer

    async def slow(request: web.Request) -> web.Response:
        here.append(request)
        if len(here) == MANY:
            waiting.set()
        await waiting.wait()
        return web.Response(text="answered")

    async def echo(request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(protocols=(PROTOCOL,), max_msg_size=0)
        await connection.prepare(request)
        async for message in connection:
            await connection.send_bytes(message.data)
        return connection

    async def tell(request: web.Request) -> web.Response:
        told = {"path": request.raw_path, "headers": dict(request.headers)}
        return web.json_response(told | {"body": len(await request.read())})

    here: list[web.Request] = []
    app = web.Application(client_max_size=0)
    routes = {"/p/stream": stream, "/p/slow": slow, "/p/echo": echo, "/p/flood": _flood(waiting)}
    routes |= {"/p/waited": _wait(waiting)}
    for address, handler in routes.items():
        app.router.add_get(address, handler)
    app.router.add_route("*", "/p/{rest:.*}", tell)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    await web.UnixSite(runner, str(path)).start()
    try:
        yield
    finally:
        waiting.set()
        await runner.cleanup()


def in_front(
    folder: Path, test: Callable[[aiohttp.ClientSession, str], Awaitable[None]], **more: Any
) -> None:
    """Run a test with a client, and the address of a front before a part; `more`: of settings."""

    async def run() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = FrontSettings(
            folder / "routes.sock",
            "word",
            fixed={"/p": Route(socket=str(folder / "part.sock"))},
            patience=0.3,
            **more,
        )
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            part(folder / "part.sock", asyncio.Event()),
            running_front(listener, settings),
            aiohttp.ClientSession(connector=connector) as client,
        ):
            await asyncio.wait_for(test(client, address), 120)

    asyncio.run(run())


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path is short enough for sockets."""
    return tmp_path_factory.mktemp("f")


def test_event_comes_while_the_stream_is_open(folder: Path) -> None:
    """The part goes on with it only afterwards: nothing is held back until the end."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        async with client.get(f"{address}/p/stream") as answer:
            assert await answer.content.readline() == b"data: first\n"

    in_front(folder, test)


def test_large_message_passes_both_ways_with_its_subprotocol(folder: Path) -> None:
    """As a widget with a large picture sends it; and the part hears that the visitor left."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        message = os.urandom(LARGE)
        async with client.ws_connect(
            f"{address}/p/echo", protocols=(PROTOCOL,), max_msg_size=0
        ) as connection:
            await connection.send_bytes(message)
            assert await connection.receive_bytes() == message
            assert connection.protocol == PROTOCOL
            await connection.close()
            assert connection.close_code == 1000

    in_front(folder, test)


def test_three_hundred_are_answered_at_once(folder: Path) -> None:
    """The part answers nobody before all of them are there: a queue would stand still."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        async def ask() -> str:
            async with client.get(f"{address}/p/slow") as answer:
                return await answer.text()

        assert set(await asyncio.gather(*(ask() for _ in range(MANY)))) == {"answered"}

    in_front(folder, test)


def test_request_passes_as_it_is(folder: Path) -> None:
    """Path, body and headers; what a visitor says of the way here is not among them."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        sent = {"x-forwarded-for": "6.6.6.6", "cookie": "a=b"}
        path = "/p/%E5%B1%B1%2F..%2F?q=a%20b"
        async with client.put(
            address + path, data=io.BytesIO(bytes(LARGE)), headers=sent
        ) as answer:
            told = json.loads(await answer.text())
        assert (told["path"], told["body"]) == (path, LARGE)
        assert told["headers"]["Cookie"] == "a=b"
        assert told["headers"]["X-Forwarded-For"] == "127.0.0.1"
        assert told["headers"]["Host"] == address.removeprefix("http://")

    in_front(folder, test)


def test_connection_stays_while_routes_change(folder: Path) -> None:
    """People come and go beside somebody who works; the word is asked for."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        async with (
            client.ws_connect(f"{address}/p/echo") as connection,
            aiohttp.ClientSession(connector=aiohttp.UnixConnector(folder / "routes.sock")) as hub,
        ):
            route = "http://office/api/routes/user/a"
            target = {"target": "http+unix://" + str(folder / "part.sock").replace("/", "%2F")}
            word = {"authorization": "token word"}
            async with hub.post(route, json=target) as refused:
                assert refused.status == 403
            async with hub.post(route, json=target, headers=word) as taken:
                assert taken.status == 201
            async with client.get(f"{address}/user/a/x") as there:
                assert there.status == 404  # the part's own answer
            async with hub.delete(route, headers=word) as gone:
                assert gone.status == 204
            await connection.send_bytes(b"still here")
            assert await connection.receive_bytes() == b"still here"

    in_front(folder, test)


def test_part_that_is_away_is_said_in_the_visitors_language(folder: Path) -> None:
    """With 503, as a page that asks again by itself; to a program in one line."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        (folder / "part.sock").unlink()
        page = {"accept": "text/html", "accept-language": "ja"}
        async with client.get(f"{address}/p/x", headers=page) as answer:
            assert answer.status == 503
            assert 'lang="ja"' in await answer.text()
        async with client.get(f"{address}/p/x") as line:
            assert (line.status, (await line.text()).count("\n")) == (503, 1)
            assert line.headers["retry-after"]

    in_front(folder, test)


def test_what_was_sent_in_vain_is_not_sent_again_by_the_page(folder: Path) -> None:
    """It says that nobody knows whether it was taken; only what is read is asked for again."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        (folder / "part.sock").unlink()
        page = {"accept": "text/html", "accept-language": "en"}
        for method, again in (("GET", True), ("POST", False)):
            async with client.request(method, f"{address}/p/x", headers=page) as answer:
                text = await answer.text()
                assert ("http-equiv" in text, "<script>" in text) == (again, again)
                assert answer.headers["x-request-id"] in text

    in_front(folder, test)


def test_answer_that_is_on_its_way_is_ended_when_the_front_ends(folder: Path) -> None:
    """Whoever is being answered gets it; whoever comes now waits for the next front."""

    async def run() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        fixed = {"/p": Route(socket=str(folder / "part.sock"))}
        settings = FrontSettings(folder / "routes.sock", "word", fixed=fixed)
        going = asyncio.Event()
        async with (
            part(folder / "part.sock", going),
            aiohttp.ClientSession() as client,
            AsyncExitStack() as stack,
        ):
            await stack.enter_async_context(running_front(listener, settings))
            asked = await client.get(f"{address}/p/stream")  # its first line is there
            ending = asyncio.create_task(stack.pop_all().aclose())
            await asyncio.sleep(0)
            going.set()
            assert (await asked.read()).startswith(b"data: first")
            await ending

    asyncio.run(asyncio.wait_for(run(), 120))


def test_part_that_comes_back_answers_who_waits(folder: Path) -> None:
    """Who asks while a part starts anew gets its answer, not an error."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        away = folder / "away.sock"
        (folder / "part.sock").rename(away)
        asked = asyncio.create_task(client.get(f"{address}/p/x"))
        await asyncio.sleep(0)
        away.rename(folder / "part.sock")
        async with await asked as answer:
            assert answer.status == 200

    in_front(folder, test)
