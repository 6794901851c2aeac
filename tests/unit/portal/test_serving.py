"""Promises of starting the site."""

from __future__ import annotations

import asyncio
import socket

import pytest

from terakoya.errors import UsageError
from terakoya.portal import OpenAccess
from terakoya.portal.serving import ServeSettings, address_of, listen, serve
from tests.made_site import MadeUpSite


def test_taken_port_is_named_with_a_way_out() -> None:
    """The message says which port, and how to choose another."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"{port}.*--port"):
            listen("127.0.0.1", port)


def test_small_parts_of_an_answer_are_sent_at_once() -> None:
    """A page is written in several parts; none waits 40 ms until the browser has the one before."""
    with listen("127.0.0.1", 0) as listener:
        assert asyncio.run(sends_at_once(listener))


def test_socket_of_no_named_protocol_would_wait() -> None:
    """Control: asyncio does not know it for TCP's."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not asyncio.run(sends_at_once(listener))


async def sends_at_once(listener: socket.socket) -> bool:
    """Tell whether asyncio lets a server's connection send small parts without waiting."""
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(
        lambda _reader, writer: accepted.put_nowait(writer), sock=listener.dup()
    )
    async with server:
        _reader, visitor = await asyncio.open_connection(*listener.getsockname()[:2])
        writer = await accepted.get()
        found = writer.get_extra_info("socket")
        at_once = bool(found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        for one in (writer, visitor):
            one.close()
    return at_once


@pytest.mark.parametrize("port", [-1, 70_000])
def test_impossible_port_is_refused(port: int) -> None:
    """A number that is no port gets a sentence too."""
    with pytest.raises(UsageError, match=r"--port"):
        listen("127.0.0.1", port)


def test_any_free_port_is_told() -> None:
    """Port 0 becomes a real address."""
    with listen("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_open_access_is_refused_on_the_network(site: MadeUpSite) -> None:
    """The demonstration's site cannot be shown to others by mistake."""
    settings = ServeSettings(host="0.0.0.0", port=0)  # noqa: S104
    with pytest.raises(UsageError, match=r"0\.0\.0\.0"):
        serve(site, OpenAccess(), announce=lambda _address: None, settings=settings)
