"""Forms are taken from pages of this site only: one guard for every POST that a browser sends.

A page carries a token, signed for one browser (a cookie of ours) and for whoever was shown it. A
form is taken where Origin names this site, and the token fits the cookie and the person. What asks
with a token of its own and no cookie, such as the exchange, has nothing to do with it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from terakoya.model.permissions import Person
from terakoya.portal.links import base_of
from terakoya.portal.proxy import require_same_site

__all__ = ["COOKIE", "FIELD", "LARGEST_FORM", "FormGuard", "FormToken", "read_form", "require_size"]

COOKIE = "terakoya_forms"
FIELD = "form_token"
_BROWSER = re.compile(r"[\w-]{43}")
_MOST_FIELDS = 1000
LARGEST_FORM = 64 * 2**10
"""Bytes of a form of text fields."""
_MOST_DIGITS = 15
_UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class FormGuard:
    """Signs the tokens of forms, and takes only forms that carry theirs. `key`: 32 bytes."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def sign(self, browser: str, person: Person) -> str:
        """Return the token of a browser, by our cookie in it, for a person."""
        parts = (browser, person.account, person.id)
        told = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return hmac.digest(self.key, told, hashlib.sha256).hex()

    def require(self, connection: HTTPConnection, person: Person, form: Mapping[str, str]) -> None:
        """Go on only with a form of a page that this very person was shown in this browser.

        Raises:
            HTTPException: 403, for every other one.
        """
        require_same_site(connection)
        browser = connection.cookies.get(COOKIE, "")
        expected = self.sign(browser, person)
        if not browser or not hmac.compare_digest(form.get(FIELD, "").encode(), expected.encode()):
            raise HTTPException(403, OLD_PAGE)


OLD_PAGE = "form-token"
"""What a refusal carries whose page says: load the page again, then send once more."""


@dataclass
class FormToken:
    """The token of one page. Its cookie is set where a form is shown and the browser has none.

    Attributes:
        whose: tells who is shown the page; asked where there is a form on it.
    """

    guard: FormGuard
    connection: HTTPConnection
    whose: Callable[[HTTPConnection], Person]
    _new: str = ""

    def use(self) -> str:
        """Return the token, for a form of the page."""
        browser = self.connection.cookies.get(COOKIE, "")
        if not _BROWSER.fullmatch(browser):
            browser = self._new = self._new or secrets.token_urlsafe(32)
        return self.guard.sign(browser, self.whose(self.connection))

    def remember(self, answer: Response) -> None:
        """Give the browser its cookie, where the page has a form and it has none yet."""
        if not self._new:
            return
        cookie: SimpleCookie = SimpleCookie({COOKIE: self._new})
        path = base_of(self.connection) or "/"
        cookie[COOKIE].update({"path": path, "samesite": "Lax", "httponly": "yes"})
        if self.connection.url.scheme == "https":
            cookie[COOKIE]["secure"] = "yes"
        answer.headers.append("set-cookie", cookie[COOKIE].OutputString())


async def read_form(request: Request, largest: int = LARGEST_FORM) -> dict[str, list[str]]:
    """Return the fields of a form of text fields, each with what was given for it.

    Raises:
        HTTPException: it is too large, does not say how large, or has too many fields.
    """
    require_size(request, largest)
    body = (await request.body()).decode("utf-8", errors="replace")
    body = body.replace("%00", _UNREADABLE)  # no database holds it, and no field needs it
    try:
        return parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(413) from None


def require_size(request: Request, most: int) -> None:
    """Refuse what is too large, or does not say how large it is, before reading it.

    Raises:
        HTTPException: 411 or 413.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise HTTPException(411)
    if len(length) > _MOST_DIGITS or int(length) > most:
        raise HTTPException(413)
