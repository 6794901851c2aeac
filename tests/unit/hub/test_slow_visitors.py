"""Who sends or takes nothing does not hold the front; who makes progress is not cut off.

Each has its control: with the bounds of a real office the same connection lives on meanwhile.
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from terakoya.hub.front.slow_visitors import Pace
from tests.unit.hub.test_front import in_front

SHORT = 0.2
"""Seconds of the bounds under test."""
LONGER = 3 * SHORT
"""For which a control looks on."""
HALF_A_HEAD = b"GET /p/x HTTP/1.1\r\nhost: a\r\nx-more: "
HALF_A_BODY = b"POST /p/x HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nsome of it"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path is short enough for sockets."""
    return tmp_path_factory.mktemp("f")


async def connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection of one's own, on which anything can be sent."""
    host, _colon, port = address.removeprefix("http://").rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def ends(reader: asyncio.StreamReader) -> bool:
    """Tell whether the front closes a connection while a control looks on."""
    try:
        async with asyncio.timeout(LONGER):
            await reader.read()
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True
    return True


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, b"\r\n"], ids=["nothing", "half", "lines"])
def test_head_that_does_not_come_gives_its_connection_back(folder: Path, sent: bytes) -> None:
    """Nothing, half a head, or empty lines before one."""

    async def test(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(sent)
        assert await reader.read() == b""
        writer.close()

    async def control(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(sent)
        assert not await ends(reader)
        writer.close()

    in_front(folder, test, pace=Pace(head=SHORT))
    in_front(folder, control)


def test_head_that_trickles_gives_its_connection_back(folder: Path) -> None:
    """A byte now and then does not make it live longer."""

    async def test(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(HALF_A_HEAD)

        async def trickle() -> None:
            while True:
                writer.write(b"x")
                await asyncio.sleep(SHORT / 10)

        trickling = asyncio.create_task(trickle())
        try:
            while await reader.read(100):
                pass
        except ConnectionResetError:
            pass
        trickling.cancel()
        writer.close()

    in_front(folder, test, pace=Pace(head=SHORT))


def test_connection_that_asks_nothing_more_is_closed(folder: Path) -> None:
    """After an answer, as well; its control is that of a head."""

    async def test(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(b"GET /p/x HTTP/1.1\r\nhost: a\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()

    in_front(folder, test, pace=Pace(head=SHORT))


def test_body_that_does_not_come_is_refused(folder: Path) -> None:
    """With 408; the part does not wait for it either."""

    async def test(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(HALF_A_BODY)
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()

    async def control(_client: aiohttp.ClientSession, address: str) -> None:
        reader, writer = await connect(address)
        writer.write(HALF_A_BODY)
        assert not await ends(reader)
        writer.close()

    in_front(folder, test, pace=Pace(silence=SHORT))
    in_front(folder, control)


def test_body_is_waited_for_as_long_as_it_makes_progress() -> None:
    """An upload over a slow line for an hour goes on; a byte a second does not."""
    pace = Pace()
    for seconds in (1, 60, 3600):
        assert pace.left(seconds, 4_000 * seconds) == pace.silence
    assert pace.left(30, 30) > 0
    assert pace.left(70, 70) < 0


def test_answer_that_nobody_takes_is_given_up(folder: Path) -> None:
    """The part hears that the visitor has left."""

    async def ask(address: str) -> socket.socket:
        host, _colon, port = address.removeprefix("http://").rpartition(":")
        visitor = socket.create_connection((host, int(port)))
        visitor.sendall(b"GET /p/flood HTTP/1.1\r\nhost: a\r\n\r\n")
        return visitor

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        with await ask(address):
            async with client.get(f"{address}/p/waited") as heard:
                assert heard.status == 200

    async def control(client: aiohttp.ClientSession, address: str) -> None:
        with await ask(address):
            waiting = asyncio.create_task(client.get(f"{address}/p/waited"))
            done, _open = await asyncio.wait([waiting], timeout=LONGER)
            assert not done
            waiting.cancel()

    in_front(folder, test, pace=Pace(taking=SHORT))
    in_front(folder, control)


def test_oldest_idle_connection_makes_room(folder: Path) -> None:
    """What is at work stays: a WebSocket and a stream, though they are older."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        async with (
            client.ws_connect(f"{address}/p/echo") as work,
            client.get(f"{address}/p/stream") as stream,
        ):
            assert await stream.content.readline() == b"data: first\n"
            idle = [await connect(address) for _ in range(3)]
            async with client.get(f"{address}/p/x") as answer:
                assert answer.status == 200
            assert await idle[0][0].read() == b""
            assert not await ends(idle[-1][0])
            await work.send_bytes(b"still here")
            assert await work.receive_bytes() == b"still here"
            for _reader, writer in idle:
                writer.close()

    async def control(client: aiohttp.ClientSession, address: str) -> None:
        idle = [await connect(address) for _ in range(8)]
        async with client.get(f"{address}/p/x") as answer:
            assert answer.status == 200
        assert not await ends(idle[0][0])
        for _reader, writer in idle:
            writer.close()

    in_front(folder, test, connections_each=5)
    in_front(folder, control)


def test_only_connection_of_a_place_makes_room_again_and_again(folder: Path) -> None:
    """Each new one is counted, also where it took the place of the only one before."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        problems: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: problems.append(told))
        lines = [await connect(address) for _ in range(4)]
        async with asyncio.timeout(20):
            for reader, _writer in lines[:-1]:
                assert await reader.read() == b""
        async with client.get(f"{address}/p/x") as answer:
            assert answer.status == 200
        async with asyncio.timeout(20):
            assert await lines[-1][0].read() == b""
        for _reader, writer in lines:
            writer.close()
        assert problems == []

    in_front(folder, test, connections_each=1)


def test_who_works_on_all_connections_is_told_to_come_again(folder: Path) -> None:
    """With 503 and when; as soon as one ends there is room."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        async with client.ws_connect(f"{address}/p/echo"):
            async with (
                client.ws_connect(f"{address}/p/echo"),
                client.get(f"{address}/p/x") as refused,
            ):
                assert refused.status == 503
                assert refused.headers["retry-after"]
            status = 503
            while status == 503:  # until the front has heard that one has left
                async with client.get(f"{address}/p/x") as answer:
                    status = answer.status
            assert status == 200

    in_front(folder, test, connections_each=2)


def test_head_beyond_all_measure_is_refused(folder: Path) -> None:
    """Too many headers, or one that is too long: 400, and what is usual passes."""

    async def test(client: aiohttp.ClientSession, address: str) -> None:
        many = {f"x-{number}": "1" for number in range(200)}
        for headers in (many, {"x": "1" * 40_000}):
            async with client.get(f"{address}/p/x", headers=headers) as refused:
                assert refused.status == 400
        async with client.get(f"{address}/p/x", headers={"cookie": "a" * 8_000}) as answer:
            assert answer.status == 200

    in_front(folder, test)
