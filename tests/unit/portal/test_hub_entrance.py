"""Promises of the site's door in an office. JupyterHub's client is the only made-up part."""

from __future__ import annotations

import asyncio
from collections import UserDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.requests import HTTPConnection
from tornado.web import HTTPError

from terakoya.errors import NotNowError
from terakoya.model.permissions import NOBODY, Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.access import ASK_AGAIN
from terakoya.portal.hub_access import HubAccess, HubIdentity
from terakoya.portal.hub_entrance import HubEntrance, HubPlaces
from tests.made_site import MadeUpSite

BASE = "/office/services/portal"
PLACES = HubPlaces(BASE, "/office/hub/", "service-portal", "terakoya-portal", 12, secure=True)
PEOPLE = {"sato": Person("000001", grants_of(Role.HR), "sato")}
OPENS = {"accept": "text/html", "sec-fetch-mode": "navigate"}


@dataclass
class MadeHub:
    """JupyterHub as its client tells of it: tokens with their users, codes with their tokens."""

    users: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    away: bool = False
    cache: UserDict[str, Any] = field(default_factory=UserDict)

    async def user_for_token(self, token: str, *, sync: bool) -> dict[str, str] | None:
        """Return whose a token is."""
        assert not sync
        if self.away:
            raise HTTPError(500)
        return self.users.get(token)

    async def token_for_code(self, code: str, *, sync: bool) -> str:
        """Return what a code is worth."""
        assert not sync
        if code not in self.codes:
            raise HTTPError(403)
        return self.codes.pop(code)


@pytest.fixture
def hub() -> MadeHub:
    """One account that is in use, one that is not, a service, and one code."""
    users = {"t-sato": {"kind": "user", "name": "sato"}, "t-gone": {"kind": "user", "name": "gone"}}
    return MadeHub(users | {"t-service": {"kind": "service", "name": "sato"}}, {"code": "t-sato"})


def ask(
    site: MadeUpSite, hub: MadeHub, *requests: tuple[str, dict[str, str]]
) -> list[httpx.Response]:
    """Ask one after the other in one browser; return the answers."""
    identity = HubIdentity(hub, lambda name: PEOPLE.get(name, NOBODY))  # type: ignore[arg-type]
    door = HubEntrance(create_portal(site, HubAccess()), identity, PLACES)

    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(door)
        async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1") as client:
            return [
                await client.get(path if path.startswith("/office") else BASE + path, headers=sent)
                for path, sent in requests
            ]

    return asyncio.run(run())


def come_back(answer: httpx.Response, code: str = "code") -> str:
    """Return the address at which JupyterHub sends somebody back."""
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return f"{query['redirect_uri'][0]}?code={code}&state={query['state'][0]}"


def test_page_leads_to_the_login_and_back_to_itself(site: MadeUpSite, hub: MadeHub) -> None:
    """With its query; the cookie that comes of it is for the server, TLS and this site only."""
    (out,) = ask(site, hub, ("/cohorts/r8-a?sort=name", OPENS))
    assert out.headers["location"].startswith("/office/hub/api/oauth2/authorize?")
    kept = {"cookie": out.headers["set-cookie"].partition(";")[0]}
    (back,) = ask(site, hub, (come_back(out), OPENS | kept))
    assert back.headers["location"] == f"{BASE}/cohorts/r8-a?sort=name"
    cookie = next(
        one for one in back.headers.get_list("set-cookie") if one.startswith("terakoya-portal=")
    )
    assert {"HttpOnly", "Secure", "SameSite=Lax", f"Path={BASE}/"} <= set(cookie.split("; "))


def test_login_that_began_in_another_browser_is_not_taken(site: MadeUpSite, hub: MadeHub) -> None:
    """Nobody can be logged in as somebody else; the code is not even asked about."""
    (out,) = ask(site, hub, ("/", OPENS))
    (back,) = ask(site, hub, (come_back(out), OPENS))
    assert (back.status_code, "code" in hub.codes) == (403, True)


def test_code_that_is_worth_nothing_is_refused(site: MadeUpSite, hub: MadeHub) -> None:
    """As a page, without a cookie of the site."""
    (out,) = ask(site, hub, ("/", OPENS))
    kept = {"cookie": out.headers["set-cookie"].partition(";")[0]}
    (back,) = ask(site, hub, (come_back(out, "invented"), OPENS | kept))
    assert back.status_code == 403
    assert "terakoya-portal=" not in back.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"cookie": "terakoya-portal=t-sato"}, 200),
        ({"authorization": "token t-sato"}, 200),
        ({"authorization": "Bearer t-sato"}, 200),
        ({}, 401),
        ({"cookie": "terakoya-portal=t-gone"}, 401),
        ({"authorization": "token t-service"}, 401),
        ({"authorization": "token invented", "cookie": "terakoya-portal=t-sato"}, 401),
        ({"authorization": "token " + "x" * 5000}, 401),
    ],
)
def test_token_says_who_is_asking(
    site: MadeUpSite, hub: MadeHub, sent: dict[str, str], status: int
) -> None:
    """In the cookie or in the head, for accounts that are in use; a wrong one is no cookie's."""
    (answer,) = ask(site, hub, ("/", sent | {"accept": "*/*"}))
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/static/portal.css"])
def test_what_is_no_secret_needs_no_login(site: MadeUpSite, hub: MadeHub, path: str) -> None:
    """Style, and whether the site answers."""
    (answer,) = ask(site, hub, (path, {}))
    assert answer.status_code == 200


def test_nobody_is_known_while_jupyterhub_is_away(site: MadeUpSite, hub: MadeHub) -> None:
    """It is said, and nothing is shown; without a token nobody has to be asked."""
    hub.away = True
    known = {"cookie": "terakoya-portal=t-sato"}
    page, style = ask(site, hub, ("/", OPENS | known), ("/static/portal.css", {}))
    assert (page.status_code, style.status_code) == (504, 200)


def test_logging_out_takes_the_cookie_and_goes_on_to_jupyterhub(
    site: MadeUpSite, hub: MadeHub
) -> None:
    """What was kept of everybody's tokens is asked anew."""
    hub.cache["kept"] = "t-sato"
    (answer,) = ask(site, hub, ("/logout", {"cookie": "terakoya-portal=t-sato"}))
    assert answer.headers["location"] == "/office/hub/logout"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not hub.cache


def test_records_that_are_away_are_said_at_the_door(site: MadeUpSite, hub: MadeHub) -> None:
    """With 503 and when to come again, though nobody can be known meanwhile; else 200."""

    def nobody_can_tell(_name: str) -> Person:
        raise NotNowError("The server of the database does not answer.")

    async def run(person_of: Callable[[str], Person]) -> httpx.Response:
        identity = HubIdentity(hub, person_of)  # type: ignore[arg-type]
        door = HubEntrance(create_portal(site, HubAccess()), identity, PLACES)
        transport = httpx.ASGITransport(door)
        async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1") as client:
            return await client.get(f"{BASE}/", headers={"authorization": "token t-sato"})

    answer = asyncio.run(run(nobody_can_tell))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert asyncio.run(run(PEOPLE.__getitem__)).status_code == 200  # the control


def send(site: MadeUpSite, hub: MadeHub, **headers: str) -> httpx.Response:
    """Send a form without a login."""
    identity = HubIdentity(hub, lambda name: PEOPLE.get(name, NOBODY))  # type: ignore[arg-type]
    door = HubEntrance(create_portal(site, HubAccess()), identity, PLACES)
    typed = {"text": "明日は<b>13時</b>からです。", "form_token": "t" * 64}

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(door)
        async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1") as client:
            path = f"{BASE}/cohorts/r8-a/messages"
            return await client.post(path, data=typed, headers=headers)

    return asyncio.run(run())


def test_form_that_is_sent_after_its_login_has_ended_is_kept(
    site: MadeUpSite, hub: MadeHub
) -> None:
    """What was typed is on the page, escaped, and goes to the same place once more."""
    answer = send(site, hub, origin="https://127.0.0.1")
    assert answer.status_code == 401
    assert f'action="{BASE}/cohorts/r8-a/messages"' in answer.text
    assert 'value="明日は&lt;b&gt;13時&lt;/b&gt;からです。"' in answer.text
    assert f'value="{"t" * 64}"' in answer.text


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {}])
def test_form_of_another_site_is_not_shown(
    site: MadeUpSite, hub: MadeHub, headers: dict[str, str]
) -> None:
    """Nobody is made to send what somebody else has written."""
    answer = send(site, hub, **headers)
    assert (answer.status_code, "13時" in answer.text) == (401, False)


def test_connection_that_stays_open_is_asked_again(hub: MadeHub) -> None:
    """Whoever has logged out is a stranger; while JupyterHub starts anew, nobody changes."""
    found: list[Person] = []

    async def site(scope: Any, receive: Any, send: Any) -> None:
        del receive, send
        who = HTTPConnection(scope)
        for change in ({}, {"away": True}, {"away": False, "users": {}}):
            vars(hub).update(change)
            found.append(await scope[ASK_AGAIN]())
            assert HubAccess().person(who) == found[-1]

    identity = HubIdentity(hub, lambda name: PEOPLE.get(name, NOBODY))  # type: ignore[arg-type]
    headers = [(b"cookie", b"terakoya-portal=t-sato")]
    scope = {"type": "http", "method": "GET", "path": f"{BASE}/events", "headers": headers}
    asyncio.run(HubEntrance(site, identity, PLACES)(scope, None, None))  # type: ignore[arg-type]
    assert [person.account for person in found] == ["sato", "sato", ""]


@pytest.mark.parametrize(("path", "kind"), [("/api/x", "application/json"), ("/x", "text/html")])
def test_program_is_refused_in_its_own_language(
    site: MadeUpSite, hub: MadeHub, path: str, kind: str
) -> None:
    """Whoever asks the API reads JSON with a sentence, whatever refuses: the door, too."""
    (answer,) = ask(site, hub, (path, {"accept": "*/*", "accept-language": "en"}))
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith(kind)
    assert "og in" in answer.text
