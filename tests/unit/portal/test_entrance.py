"""The door of a site without accounts."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message

from terakoya.portal import OpenAccess, create_portal
from terakoya.portal.entrance import COOKIE, KeyAccess, KeyEntrance
from tests.made_site import MadeUpSite

from .conftest import Visitor

KEY = "k3y-of-this-run"


@pytest.fixture
def visitor(site: MadeUpSite) -> Visitor:
    """Somebody before a site whose door is shut."""
    return Visitor(KeyEntrance(create_portal(site, OpenAccess()), KEY))


def test_door_is_open_without_an_entrance(site: MadeUpSite) -> None:
    """Control: the same site without it lets the same visitor in."""
    assert Visitor(create_portal(site, OpenAccess())).get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/cohorts/r8-a", "/apps/population/", "/papers/x", "/exercises/x.zip", "/none"]
)
@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=k%C3%A9"])
def test_nobody_comes_in_without_the_key(visitor: Visitor, path: str, query: str) -> None:
    """Every page refuses alike, kindly, and says nothing of what is behind it."""
    answer = visitor.get(path + query, accept_language="en")
    assert answer.status_code == 403
    assert "terakoya serve" in answer.text
    assert "山田" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_key_in_the_address_becomes_a_cookie(visitor: Visitor) -> None:
    """The next address holds no key, and the rest as it was; scripts see no cookie."""
    answer = visitor.get(f"/cohorts/r8-a?sort=name&key={KEY}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/cohorts/r8-a?sort=name"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    inside = visitor.get("/cohorts/r8-a", cookie=cookie.partition(";")[0])
    assert inside.status_code == 200
    assert "山田" in inside.text


@pytest.mark.parametrize("path", ["/", "/cohorts/r8-a", "/apps/population/", "/exercises/x.zip"])
def test_stranger_past_the_door_is_refused_by_the_pages(site: MadeUpSite, path: str) -> None:
    """The pages do not rely on the door: they know by the key who is asking."""
    portal = create_portal(site, KeyAccess(OpenAccess(), KEY))
    cookie = f"{COOKIE}_8000={KEY}"
    assert Visitor(portal).get(path).status_code == 403
    assert Visitor(portal).get(path, cookie=cookie[:-1]).status_code == 403
    assert Visitor(portal).get(path, cookie=cookie).status_code != 403


def test_key_makes_nobody_known_who_is_not(site: MadeUpSite) -> None:
    """With the key, one is who the site says: from another machine, nobody."""
    portal = create_portal(site, KeyAccess(OpenAccess(), KEY))
    elsewhere = Visitor(portal, client=("192.0.2.7", 50000))
    assert elsewhere.get("/", cookie=f"{COOKIE}_8000={KEY}").status_code == 403


def test_empty_key_is_nobodys(site: MadeUpSite) -> None:
    """A site whose key was forgotten is not open to those who carry none."""
    portal = create_portal(site, KeyAccess(OpenAccess(), ""))
    assert Visitor(portal).get("/").status_code == 403
    assert Visitor(portal).get("/", cookie=f"{COOKIE}_8000=").status_code == 403


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/%2F/elsewhere.example"])
def test_key_leads_to_no_other_host(visitor: Visitor, path: str) -> None:
    """Whatever path was asked for, the next one is ours."""
    answer = visitor.get(f"{path}?key={KEY}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith("//")


def test_what_is_public_needs_no_key(visitor: Visitor) -> None:
    """The style sheet of the refusal, and whether the site answers."""
    assert visitor.get("/static/portal.css").status_code == 200
    assert visitor.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    "path", ["/static/../cohorts/r8-a", "/healthz/../", "/refreshers/calendars/"]
)
def test_what_only_looks_public_is_shut(visitor: Visitor, path: str) -> None:
    """A public beginning opens nothing."""
    assert visitor.get(path).status_code in (403, 404)


def test_connection_without_the_key_is_closed(site: MadeUpSite) -> None:
    """A WebSocket is refused before anything behind the door hears of it."""
    heard: list[str] = []
    said: list[Message] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope["type"])

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "websocket", "path": "/apps/x", "headers": [], "query_string": b""}
    asyncio.run(KeyEntrance(behind, KEY)(scope, receive, send))
    assert heard == []
    assert said == [{"type": "websocket.close", "code": 1008}]
    with_key = scope | {"headers": [(b"cookie", f"terakoya_key_0={KEY}".encode())]}
    asyncio.run(KeyEntrance(behind, KEY)(with_key, receive, send))
    assert heard == ["websocket"]
