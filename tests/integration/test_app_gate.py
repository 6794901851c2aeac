"""The gate between visitors and the apps' server, over real connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, WebSocket
from starlette.requests import HTTPConnection
from starlette.responses import Response
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from terakoya.model.permissions import NOBODY, Action, Grant, Person, Role, Scope, grants_of
from terakoya.portal import (
    AppGate,
    AppsOnly,
    AssignmentLink,
    OpenAccess,
    Upstream,
    create_portal,
)
from terakoya.portal.access import Permissions
from terakoya.portal.background import portal_in_background
from terakoya.portal.proxy_routes import app_router

KERNEL = "01234567-89ab-cdef-0123-456789abcdef"
PROTOCOL = Subprotocol("v1.kernel.websocket.jupyter.org")


BIG = 16 * 2**20  # more than the sockets on the way hold
NAMES = ("quick", "slow", "held", "big")
APPS = AppsOnly(tuple(AssignmentLink(name, name) for name in NAMES))


async def take_time(path: str, seen: list[dict[str, str]]) -> None:
    """Some pages are slow; one is held until the test has seen enough."""
    if "slow" in path:
        await asyncio.sleep(3)
    while "held" in path and {"path": "go on"} not in seen:
        await asyncio.sleep(0.02)


def make_upstream(seen: list[dict[str, str]]) -> FastAPI:
    """A stand-in for Voila that notes the headers it gets."""
    upstream = FastAPI()

    @upstream.api_route("/apps/{path:path}", methods=["GET", "POST"])
    async def answer(request: Request, path: str) -> Response:
        seen.append({**request.headers, "path": path})
        await take_time(path, seen)
        headers = {"set-cookie": "token=secret", "content-security-policy": "default-src *"}
        if "light" in request.query_params:
            headers["x-terakoya-page"] = "light"
        if "assets" in path:
            headers["cache-control"] = "immutable"
        text = f"<p>{path}</p>" + "x" * BIG * ("big" in path)
        return Response(text, media_type="text/html", headers=headers)

    @upstream.websocket("/apps/{path:path}")
    async def echo(socket: WebSocket, path: str) -> None:
        seen.append({**socket.headers, "path": path})
        await socket.accept(subprotocol=PROTOCOL if "channels" in path else None)
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                seen.append({"path": "left"})
                return
            if message.get("bytes") is not None:
                await socket.send_bytes(message["bytes"])
            elif message["text"] == "leave":
                await socket.close(1000)
                return
            else:
                await socket.send_text(message["text"])

    return upstream


@pytest.fixture
def seen() -> list[dict[str, str]]:
    """What the apps' server was asked, in order."""
    return []


@pytest.fixture
def site(seen: list[dict[str, str]]) -> Iterator[str]:
    """A portal before the stand-in: one page at a time, one second of patience."""
    with portal_in_background(make_upstream(seen)) as origin:
        upstream = Upstream(origin.rstrip("/"), "secret", openings=1, patience=1)
        with portal_in_background(create_portal(APPS, OpenAccess(), apps=upstream)) as url:
            yield url


def join(site: str, origin: str | None = None) -> ClientConnection:
    """Connect to a kernel as a page of `origin` would."""
    return connect(
        f"{site.replace('http', 'ws')}apps/api/kernels/{KERNEL}/channels?session_id=1",
        origin=Origin(origin if origin is not None else site.rstrip("/")),
        subprotocols=[PROTOCOL],
        max_size=None,
        proxy=None,
    )


def test_page_passes_with_our_token_and_without_cookies(
    site: str, seen: list[dict[str, str]]
) -> None:
    """Each side learns nothing of the other's secrets; the policy is ours."""
    headers = {"cookie": "session=mine", "authorization": "Bearer mine"}
    answer = httpx.get(f"{site}apps/quick/?town=1", headers=headers)
    assert answer.text == "<p>voila/render/quick/quick.ipynb</p>"
    assert seen[0]["authorization"] == "token secret"
    assert "cookie" not in seen[0]
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["cache-control"] == "no-store"


def test_light_page_gets_the_stricter_policy(site: str) -> None:
    """A page that needs no script of its own may have none; the other keeps what Voila needs."""
    light = httpx.get(f"{site}apps/quick/?light=1").headers["content-security-policy"]
    full = httpx.get(f"{site}apps/quick/").headers["content-security-policy"]
    assert "script-src" not in light
    assert "unsafe-eval" not in light
    assert "unsafe-eval" in full


def test_light_pages_files_pass_as_they_are(site: str) -> None:
    """Their address names their content, so they are kept as long as their server says."""
    answer = httpx.get(f"{site}apps/terakoya/assets/0123456789abcdef/light.js")
    assert answer.headers["cache-control"] == "immutable"


def test_visit_is_joined(site: str) -> None:
    """A light page's connection passes; the list of what runs does not."""
    url = f"{site.replace('http', 'ws')}apps/terakoya/visit/quick/quick.ipynb?generation=1"
    with connect(url, origin=Origin(site.rstrip("/")), proxy=None) as socket:
        socket.send('{"n": 1}')
        assert socket.recv() == '{"n": 1}'
    assert httpx.get(f"{site}apps/terakoya/status").status_code == 404


def test_address_without_slash_leads_to_the_app(site: str) -> None:
    """People leave the last slash away."""
    assert httpx.get(f"{site}apps/quick", follow_redirects=True).status_code == 200


def test_files_are_kept_by_the_browser(site: str) -> None:
    """Five megabytes of scripts are fetched once, not at every visit."""
    answer = httpx.get(f"{site}apps/voila/static/voila.js")
    assert answer.headers["cache-control"] == "private, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "voila/tree",
        "voila/tree/secret",
        "voila/render/other/other.ipynb",
        "voila/api/contents/",
        "api/kernels",
        "api/contents/x",
        "login",
        "voila/static/../render/other/other.ipynb",
        "voila/static/%2e%2e/render/other/other.ipynb",
        f"voila/static/..%2f..%2fapi/kernels/{KERNEL}",
        f"voila/static/%252e%252e/%252e%252e/api/kernels/{KERNEL}",
        "voila/static/a%00",
        "voila/static/a%0d",
        "voila/static/a%3Fb",
        "voila/static/a%23b",
        "voila/static/a%5cb",
        f"voila/static/{'a' * 2000}",
        "unknown/",
    ],
)
def test_what_no_app_needs_stays_shut(site: str, seen: list[dict[str, str]], path: str) -> None:
    """Nothing but pages, their files and their kernels can be asked for."""
    assert httpx.get(f"{site}apps/{path}").status_code == 404
    assert seen == []


def test_apps_servers_cookies_are_kept_for_nobody(site: str, seen: list[dict[str, str]]) -> None:
    """What it sets for one visitor does not go with the next one's request."""
    for _visitor in range(2):
        httpx.get(f"{site}apps/quick/")
    assert ["cookie" in headers for headers in seen] == [False, False]


def test_apps_servers_cookies_would_be_kept(seen: list[dict[str, str]]) -> None:
    """Control: a client like the gate's sends them back."""
    with portal_in_background(make_upstream(seen)) as origin, httpx.Client() as client:
        for _visitor in range(2):
            client.get(f"{origin}apps/quick/")
    assert ["cookie" in headers for headers in seen] == [False, True]


def test_what_visitors_say_of_their_way_is_not_passed_on(
    site: str, seen: list[dict[str, str]]
) -> None:
    """Nobody can pretend to come from somewhere else; other headers pass."""
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/",
        "X-Real-IP": "1.2.3.4",
        "X-Request-ID": "theirs",
    }
    httpx.get(f"{site}apps/quick/", headers={**headers, "X-Other": "passes"})
    own = {"x-request-id"}  # the site's own, in the place of the visitor's
    assert {name for name in seen[0] if name.startswith("x-")} == {"x-other"} | own
    assert seen[0]["x-request-id"] != "theirs"


def test_visit_outside_of_the_visits_is_not_joined(site: str, seen: list[dict[str, str]]) -> None:
    """Dots in the address of a connection lead nowhere."""
    address = f"{site.replace('http', 'ws')}apps/terakoya/visit/../../api/kernels/x.ipynb"
    with pytest.raises(InvalidStatus), connect(address, origin=Origin(site.rstrip("/"))):
        pass
    assert seen == []


@dataclass(frozen=True)
class Only:
    """Everybody who asks may use this app, and no other."""

    app: str

    def person(self, connection: HTTPConnection) -> Person:
        """Return the person."""
        del connection
        grant = Grant(Action.USE_APP, Scope.ASSIGNMENT, self.app)
        return Person("001", frozenset({grant, Grant(Action.LOAD_APP_PARTS, Scope.EVERYTHING)}))


@pytest.fixture
def quicks(seen: list[dict[str, str]]) -> Iterator[str]:
    """A portal of two apps, for those who may use one of them."""
    with portal_in_background(make_upstream(seen)) as origin:
        upstream = Upstream(origin.rstrip("/"), "secret")
        with portal_in_background(create_portal(APPS, Only("quick"), apps=upstream)) as url:
            yield url


@pytest.mark.parametrize(
    "path",
    ["slow/", "slow", "slow/a.png", "voila/files/slow/a.png", f"api/kernels/{KERNEL}", "voila/x"],
)
def test_refused_app_is_refused_at_shared_addresses(
    quicks: str, seen: list[dict[str, str]], path: str
) -> None:
    """What is another app's, or may be, is closed wherever it is asked for."""
    assert httpx.get(f"{quicks}apps/{path}").status_code == 403
    assert [entry["path"] for entry in seen if "terakoya/kernels" not in entry["path"]] == []


@pytest.mark.parametrize(
    "path", ["terakoya/visit/slow/slow.ipynb", f"api/kernels/{KERNEL}/channels"]
)
def test_refused_apps_visit_is_not_joined(
    quicks: str, seen: list[dict[str, str]], path: str
) -> None:
    """Neither its light page's connection, nor a kernel that nobody says is the other's."""
    address = f"{quicks.replace('http', 'ws')}apps/{path}"
    with (
        pytest.raises(InvalidStatus),
        connect(address, origin=Origin(quicks.rstrip("/")), proxy=None),
    ):
        pass
    assert [entry["path"] for entry in seen if "terakoya/kernels" not in entry["path"]] == []


def test_own_app_is_whole_for_who_may_use_one(quicks: str) -> None:
    """Control: page, file, visit and what all pages load are there for that visitor."""
    for path in ("quick/", "quick/a.png", "voila/files/quick/a.png", "voila/static/voila.js"):
        assert httpx.get(f"{quicks}apps/{path}").status_code == 200, path
    address = f"{quicks.replace('http', 'ws')}apps/terakoya/visit/quick/quick.ipynb"
    with connect(address, origin=Origin(quicks.rstrip("/")), proxy=None) as socket:
        socket.send("here")
        assert socket.recv(timeout=60) == "here"


def test_closing_beacon_passes_from_our_pages_only(site: str, seen: list[dict[str, str]]) -> None:
    """A closed tab ends its kernel; somebody else's page cannot end it."""
    url = f"{site}apps/voila/api/shutdown/{KERNEL}"
    assert httpx.post(url).status_code == 403
    assert httpx.post(url, headers={"origin": "https://evil.example"}).status_code == 403
    assert httpx.post(url, headers={"origin": "http://["}).status_code == 403
    assert seen == []
    assert httpx.post(url, headers={"origin": site.rstrip("/")}).status_code == 200


def test_a_look_starts_no_kernel(site: str, seen: list[dict[str, str]]) -> None:
    """Whatever only asks whether the page is there costs nothing."""
    assert httpx.head(f"{site}apps/quick/").status_code == 200
    assert seen == []


def test_busy_server_says_so(site: str, seen: list[dict[str, str]]) -> None:
    """Who would wait too long for a turn is told; the turn comes back afterwards."""

    async def open_both() -> list[int]:
        async with httpx.AsyncClient(timeout=60) as client:
            held = asyncio.create_task(client.get(f"{site}apps/held/"))
            while not seen:  # it has the only turn, as long as it likes
                await asyncio.sleep(0.02)
            quick = await client.get(f"{site}apps/quick/")
            seen.append({"path": "go on"})
            return [(await held).status_code, quick.status_code]

    assert asyncio.run(open_both()) == [200, 503]
    assert httpx.get(f"{site}apps/quick/").status_code == 200


def test_visitor_who_leaves_gives_the_turn_back(site: str) -> None:
    """A tab that is closed while its page is made blocks nobody."""
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{site}apps/slow/", timeout=0.5)
    statuses = [httpx.get(f"{site}apps/quick/", timeout=20).status_code for _turn in range(5)]
    assert statuses[-1] == 200


@contextmanager
def slow_reader(site: str, name: str) -> Iterator[socket.socket]:
    """Ask for a page as a browser does, and take the first bytes of it only."""
    address = urlsplit(site)
    with socket.create_connection((address.hostname, address.port)) as reader:
        head = f"GET /apps/{name}/ HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
        reader.sendall(head.encode())
        assert reader.recv(12) == b"HTTP/1.1 200"
        yield reader


def test_reader_who_does_not_read_holds_nobodys_turn(site: str, seen: list[dict[str, str]]) -> None:
    """Pages that nobody takes are made all the same; the next visitor waits for none of them."""
    with slow_reader(site, "big") as reader, slow_reader(site, "big"), slow_reader(site, "big"):
        assert httpx.get(f"{site}apps/quick/", timeout=20).status_code == 200
        assert len(seen) == 4
        taken = 0
        while part := reader.recv(2**20):  # who takes the page later gets all of it
            taken += len(part)
        assert taken > BIG


def test_messages_pass_both_ways(site: str, seen: list[dict[str, str]]) -> None:
    """Text and bytes arrive as they were sent, with the protocol that was agreed on."""
    with join(site) as kernel:
        assert kernel.subprotocol == PROTOCOL
        kernel.send("町")
        assert kernel.recv(timeout=60) == "町"
        kernel.send(b"\x00" * 3_000_000)
        assert kernel.recv(timeout=60) == b"\x00" * 3_000_000
    assert seen[0]["authorization"] == "token secret"
    assert "origin" not in seen[0]


def test_server_that_leaves_closes_the_browser_side(site: str) -> None:
    """Neither side is left talking to nobody."""
    with join(site) as kernel:
        kernel.send("leave")
        assert list(kernel) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", ""])
def test_foreign_page_joins_no_kernel(site: str, seen: list[dict[str, str]], origin: str) -> None:
    """A page of another site cannot drive an app in a visitor's name."""
    with pytest.raises(InvalidStatus), join(site, origin):
        pass
    assert seen == []


def test_apps_that_do_not_run_get_a_kind_page() -> None:
    """A server that is gone is said in the site's look."""
    gone = Upstream("http://127.0.0.1:9", "secret")
    with portal_in_background(create_portal(APPS, OpenAccess(), apps=gone)) as site:
        answer = httpx.get(f"{site}apps/quick/?lang=en")
        with pytest.raises(InvalidStatus), join(site):
            pass
    assert answer.status_code == 502
    assert "The app is not running now." in answer.text


@dataclass
class Leaving:
    """Everybody may use every app until nobody may."""

    who: Person

    def person(self, connection: HTTPConnection) -> Person:
        """Return the person of the moment."""
        del connection
        return self.who


def test_visit_ends_for_who_has_logged_out(seen: list[dict[str, str]]) -> None:
    """An open page is no way in for ever; while the person may, it goes on."""
    who = Leaving(Person("001", grants_of(Role.LEARNER, "spring")))
    with portal_in_background(make_upstream(seen)) as origin:
        gate = AppGate(Upstream(origin.rstrip("/"), "secret"))

        @asynccontextmanager
        async def lifespan(_site: FastAPI) -> AsyncIterator[None]:
            yield
            await gate.close()

        site = FastAPI(lifespan=lifespan)
        site.include_router(app_router(APPS, Permissions(who, APPS), gate, again=0.02))
        with portal_in_background(site) as url:
            address = f"{url.replace('http', 'ws')}apps/terakoya/visit/quick/quick.ipynb"
            with connect(address, origin=Origin(url.rstrip("/")), proxy=None) as line:
                for _time in range(3):
                    line.send("here")
                    assert line.recv(timeout=60) == "here"
                who.who = NOBODY
                with pytest.raises(ConnectionClosed) as closed:
                    line.recv(timeout=60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
