"""Promises of the guard of forms."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from terakoya.model.permissions import Person
from terakoya.portal.form_guard import COOKIE, FIELD, FormGuard, FormToken

GUARD = FormGuard(b"1" * 32)
SOMEBODY = Person("000001", account="a1")
BROWSER = "x" * 43
HOST = "office.example"


def asked(cookie: str = BROWSER, origin: str = f"http://{HOST}", **scope: Any) -> Request:
    """A request with a cookie, from a page of an origin."""
    headers = [(b"host", HOST.encode()), (b"origin", origin.encode())]
    if cookie:
        headers.append((b"cookie", f"{COOKIE}={cookie}".encode()))
    base = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    return Request(base | {"scheme": "http", "server": (HOST, 80)} | scope)


def is_taken(request: Request, form: dict[str, str], person: Person = SOMEBODY) -> bool:
    """Whether the guard lets a form through."""
    try:
        GUARD.require(request, person, form)
    except HTTPException as error:
        assert error.status_code == 403
        return False
    return True


@pytest.mark.parametrize(
    ("cookie", "origin", "token", "who"),
    [
        ("y" * 43, f"http://{HOST}", "right", SOMEBODY),
        ("", f"http://{HOST}", "right", SOMEBODY),
        (BROWSER, "http://evil.example", "right", SOMEBODY),
        (BROWSER, "", "right", SOMEBODY),
        (BROWSER, f"http://{HOST}", "", SOMEBODY),
        (BROWSER, f"http://{HOST}", "é" * 64, SOMEBODY),
        (BROWSER, f"http://{HOST}", "right", Person("000001", account="a2")),
        (BROWSER, f"http://{HOST}", "right", Person("000002", account="a1")),
    ],
    ids=["browser", "no cookie", "site", "no site", "no token", "token", "account", "person"],
)
def test_form_of_another_page_is_refused(cookie: str, origin: str, token: str, who: Person) -> None:
    """Another browser, site, account or person: each alone is enough."""
    right = GUARD.sign(BROWSER, SOMEBODY)
    form = {FIELD: right if token == "right" else token}
    assert not is_taken(asked(cookie, origin), form, who)


def test_form_of_the_own_page_is_taken() -> None:
    """Control: the same form, where all of it fits."""
    assert is_taken(asked(), {FIELD: GUARD.sign(BROWSER, SOMEBODY)})


def test_token_of_another_key_is_refused() -> None:
    """What another site has signed is nothing here."""
    assert not is_taken(asked(), {FIELD: FormGuard(b"2" * 32).sign(BROWSER, SOMEBODY)})


def test_parts_of_a_name_cannot_be_moved_into_the_next() -> None:
    """Account and staff number are signed apart."""
    assert GUARD.sign("b", Person("12", account="a")) != GUARD.sign("b", Person("2", account="a1"))


def test_page_with_a_form_brings_its_cookie_once() -> None:
    """A page without a form sets none; a browser that has one keeps it, so older pages go on."""
    for cookie, uses, expected in (("", True, 1), ("", False, 0), (BROWSER, True, 0)):
        token, answer = FormToken(GUARD, asked(cookie), lambda _asking: SOMEBODY), Response()
        if uses:
            assert token.use() == token.use()
        token.remember(answer)
        assert len(answer.headers.getlist("set-cookie")) == expected


def test_cookie_is_shut_and_stays_below_the_sites_path() -> None:
    """No script reads it, no other site's form carries it; over TLS it goes over TLS only."""
    for scheme in ("http", "https"):
        asking = asked("", root_path="/office", scheme=scheme)
        token, answer = FormToken(GUARD, asking, lambda _asking: SOMEBODY), Response()
        token.use()
        token.remember(answer)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/office" in cookie
        assert ("Secure" in cookie) is (scheme == "https")
