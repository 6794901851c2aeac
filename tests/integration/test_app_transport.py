"""What passes between visitors and the apps' server, byte by byte, and what each is told."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, WebSocket
from starlette.responses import Response, StreamingResponse
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from terakoya.portal import AppsOnly, AssignmentLink, OpenAccess, Upstream, create_portal
from terakoya.portal.background import portal_in_background

ZIPPED = gzip.compress(b"shown " * 1000)
VISIT = "apps/terakoya/visit/quick/quick.ipynb"
PART = b"x" * 2**20
MOST_PARTS = 200


@dataclass
class Told:
    """What the stand-in for the apps' server was told, and what it waits for."""

    headers: list[list[tuple[str, str]]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    codes: list[int | None] = field(default_factory=list)
    parts: int = 0
    go_on: threading.Event = field(default_factory=threading.Event)


def make_upstream(told: Told) -> FastAPI:
    """A server that answers as the address says."""
    upstream = FastAPI()

    async def two_parts() -> AsyncIterator[bytes]:
        yield b"first,"
        while not told.go_on.is_set():
            await asyncio.sleep(0.01)
        yield b"second"

    @upstream.api_route("/apps/{path:path}", methods=["GET", "POST"])
    async def answer(request: Request, path: str) -> Response:
        told.headers.append(request.headers.items())
        told.addresses.append(request.scope["raw_path"].decode() + "?" + request.url.query)
        if path.endswith("zipped.svg"):
            headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
            return Response(ZIPPED, media_type="image/svg+xml", headers=headers)
        if path.endswith("parts.svg"):
            return StreamingResponse(two_parts())
        if path.endswith("moved.svg"):
            return Response(status_code=302, headers={"location": "/apps/elsewhere"})
        made = Response("file", headers={"connection": "x-hop", "x-hop": "1", "x-end": "1"})
        made.headers.append("link", "</a>")
        made.headers.append("link", "</b>")
        return made

    upstream.add_api_websocket_route("/apps/{path:path}", partial(talk, told))
    return upstream


async def talk(told: Told, socket: WebSocket) -> None:
    """Close with a code, send without end, or say the same."""
    await socket.accept()
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            told.codes.append(message.get("code"))
            return
        if message["text"].isdigit():
            await socket.close(int(message["text"]))
        elif message["text"] == "flood":
            for _part in range(MOST_PARTS):
                await socket.send_bytes(PART)
                told.parts += 1
        else:
            await socket.send_text(message["text"])


@pytest.fixture
def told() -> Told:
    """What the apps' server is told."""
    return Told()


@pytest.fixture
def site(told: Told) -> Iterator[str]:
    """A portal before the stand-in."""
    with portal_in_background(make_upstream(told)) as origin, portal_before(origin) as url:
        yield url


@contextmanager
def portal_before(origin: str) -> Iterator[str]:
    """A portal before a server."""
    source = AppsOnly((AssignmentLink("quick", "速い"),))
    upstream = Upstream(origin.rstrip("/"), "secret", patience=1)
    with portal_in_background(create_portal(source, OpenAccess(), apps=upstream)) as url:
        yield url


def join(site: str) -> ClientConnection:
    """Connect as a page of the site does."""
    url = f"{site.replace('http', 'ws')}{VISIT}"
    return connect(url, origin=Origin(site.rstrip("/")), proxy=None, max_size=None)


def ask_plainly(site: str, *lines: str, body: bytes = b"") -> bytes:
    """Send a request with these headers and no other; return the whole answer."""
    address = urlsplit(site)
    with socket.create_connection((address.hostname, address.port), timeout=20) as visitor:
        head = [*lines, f"Host: {address.netloc}", "Connection: close", "", ""]
        visitor.sendall("\r\n".join(head).encode() + body)
        parts = []
        while part := visitor.recv(2**16):
            parts.append(part)
    return b"".join(parts)


def test_compressed_answer_stays_as_it_is(site: str) -> None:
    """Nothing is unpacked on the way, and nothing said of it is lost."""
    answer = ask_plainly(site, "GET /apps/quick/zipped.svg HTTP/1.1")
    head, _blank, body = answer.partition(b"\r\n\r\n")
    assert body == ZIPPED
    assert b"content-encoding: gzip" in head
    assert f"content-length: {len(ZIPPED)}".encode() in head


def test_first_part_does_not_wait_for_the_last(site: str, told: Told) -> None:
    """A page is read while it is made."""
    with httpx.stream("GET", f"{site}apps/quick/parts.svg", timeout=20) as answer:
        parts = answer.iter_raw()
        assert next(parts) == b"first,"
        told.go_on.set()
        assert b"".join(parts) == b"second"


def test_headers_of_one_connection_do_not_pass(site: str, told: Told) -> None:
    """Neither those that always are, nor those that Connection names; all others do, every one."""
    headers = {"connection": "X-Mine, keep-alive", "x-mine": "1", "x-other": "1", "te": "trailers"}
    answer = httpx.get(f"{site}apps/quick/a.svg", headers={**headers, "expect": "100-continue"})
    names = {name for name, _value in told.headers[0]}
    assert "x-other" in names
    assert not names & {"x-mine", "te", "expect", "upgrade", "keep-alive"}
    assert answer.headers["x-end"] == "1"
    assert "x-hop" not in answer.headers
    assert answer.headers.get_list("link") == ["</a>", "</b>"]


def test_client_says_nothing_of_its_own(site: str, told: Told) -> None:
    """The apps' server is told what the browser has sent; token, language and id are ours."""
    ask_plainly(site, "GET /apps/quick/a.svg HTTP/1.1")
    names = {name for name, _value in told.headers[0]}
    assert names == {"host", "authorization", "accept-language", "x-request-id"}


def test_redirect_is_not_followed(site: str, told: Told) -> None:
    """Where the apps' server points to, the portal does not go."""
    answer = httpx.get(f"{site}apps/quick/moved.svg", follow_redirects=False)
    assert answer.status_code == 302
    assert len(told.addresses) == 1


@pytest.mark.parametrize("name", ["表 1.svg", "a+b&c=d;e.svg", "é~(1)'!$*,@:.svg", "[x].svg"])
def test_name_of_a_file_arrives_as_it_is(site: str, told: Told, name: str) -> None:
    """Letters of any language, spaces and signs mean the same on both sides."""
    httpx.get(f"{site}apps/quick/{quote(name)}?a=1&b=%E8%A1%A8")
    path, _mark, query = told.addresses[0].partition("?")
    assert httpx.URL(path).path == f"/apps/voila/files/quick/{name}"
    assert httpx.QueryParams(query) == httpx.QueryParams({"a": "1", "b": "表"})


def test_request_that_is_too_large_is_refused(site: str, told: Told) -> None:
    """It is neither cut nor passed on."""
    url = f"{site}apps/voila/api/shutdown/01234567-89ab-cdef-0123-456789abcdef"
    same = {"origin": site.rstrip("/")}
    assert httpx.post(url, headers=same, content=b"x" * 70_000).status_code == 413
    assert told.headers == []
    assert httpx.post(url, headers=same, content=b"x" * 60_000).status_code == 200


@pytest.mark.parametrize("code", [1000, 1001, 1011, 3000, 4321])
def test_code_of_the_server_reaches_the_browser(site: str, code: int) -> None:
    """Why the server closed is no secret to the page."""
    with join(site) as visitor:
        visitor.send(str(code))
        with pytest.raises(ConnectionClosed) as closed:
            visitor.recv(timeout=60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4321])
def test_code_of_the_browser_reaches_the_server(site: str, told: Told, code: int) -> None:
    """Nor is it the other way round."""
    with join(site) as visitor:
        visitor.close(code)
    wait_until(lambda: bool(told.codes))
    assert told.codes == [code]


def test_browser_that_is_gone_without_a_word_ends_the_visit(site: str, told: Told) -> None:
    """A cable that is pulled leaves no kernel behind; the server is told with a real code."""
    visitor = join(site)
    visitor.socket.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: bool(told.codes))
    assert told.codes[0] in (1000, 1001)


def test_more_visits_than_a_pool_holds(site: str) -> None:
    """Each page has its own connection, and files are still there."""
    with ExitStack() as stack:
        visitors = [stack.enter_context(join(site)) for _visitor in range(130)]
        for number, visitor in enumerate(visitors):
            visitor.send(f"visitor {number}")
        assert [one.recv(timeout=60) for one in visitors] == [f"visitor {n}" for n in range(130)]
        assert httpx.get(f"{site}apps/quick/a.svg", timeout=60).text == "file"


def test_browser_that_does_not_read_stops_the_server(site: str, told: Told) -> None:
    """What nobody takes is not heaped up on the way; who takes it later gets all of it."""
    with unread(site) as visitor:
        visitor.sendall(b"\x81\x85\0\0\0\0flood")
        wait_until(lambda: told.parts > 0, 60)
        sent = -1
        while sent != told.parts:  # until nothing moves any more
            sent = told.parts
            time.sleep(1)
        assert 0 < sent < MOST_PARTS / 2
        taken = 0
        while taken < MOST_PARTS * len(PART):
            taken += len(visitor.recv(2**20))


@contextmanager
def unread(site: str) -> Iterator[socket.socket]:
    """A visit of a browser that reads nothing but the beginning."""
    address = urlsplit(site)
    lines = [f"GET /{VISIT} HTTP/1.1", f"Host: {address.netloc}", f"Origin: {site.rstrip('/')}"]
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]
    with socket.create_connection((address.hostname, address.port), timeout=20) as visitor:
        visitor.sendall("\r\n".join(lines).encode())
        assert visitor.recv(2**12).startswith(b"HTTP/1.1 101")
        yield visitor


def test_server_that_is_killed_is_told_as_a_failure() -> None:
    """A visit whose server is gone ends with the code of a failure, not in silence."""
    with half_a_server(b"") as origin, portal_before(origin) as site:
        with join(site) as visitor, pytest.raises(ConnectionClosed) as closed:
            visitor.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1011


def test_file_that_breaks_off_is_not_taken_for_whole() -> None:
    """The browser gets fewer bytes than were announced, and keeps nothing of it."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"
    with (
        half_a_server(head) as origin,
        portal_before(origin) as site,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        httpx.get(f"{site}apps/quick/a.svg")


@pytest.mark.parametrize("said", [b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"])
def test_server_that_talks_nonsense_is_not_running(said: bytes) -> None:
    """The visitor gets the page of an app that does not run."""
    with half_a_server(said) as origin, portal_before(origin) as site:
        assert httpx.get(f"{site}apps/quick/a.svg").status_code == 502
        with pytest.raises(InvalidStatus), join(site):
            pass


def test_server_that_never_answers_holds_no_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a connection is told after some seconds."""
    monkeypatch.setattr("terakoya.portal.apps_client._OPENING", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with portal_before(origin) as site, pytest.raises(InvalidStatus), join(site):
            pass


@contextmanager
def half_a_server(said: bytes) -> Iterator[str]:
    """A server that is killed in the middle: of a WebSocket, or behind what it has said."""

    def serve(listener: socket.socket) -> None:
        from websockets.server import ServerProtocol  # noqa: PLC0415

        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                asked = connection.recv(2**16)
                if said:
                    connection.sendall(said)
                    continue
                protocol = ServerProtocol()
                protocol.receive_data(asked)
                (request,) = protocol.events_received()
                protocol.send_response(protocol.accept(request))  # type: ignore[arg-type]
                connection.sendall(b"".join(protocol.data_to_send()))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=[listener], daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def wait_until(ready: object, seconds: float = 10) -> None:
    """Wait until something is so; fail if it never is."""
    assert callable(ready)
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
