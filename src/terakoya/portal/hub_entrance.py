"""The door of a site in an office: JupyterHub says who somebody is, and where to log in.

A page that somebody opens without a login leads there and back; everything else is refused. A form
that is sent after its login has ended is shown with what was typed, to be sent again.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from terakoya.errors import NotNowError
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.model.permissions import Person
from terakoya.portal.access import ASK_AGAIN
from terakoya.portal.exchange_api.api_route import is_for_programs, put_off, refuse_program
from terakoya.portal.form_guard import read_form
from terakoya.portal.headers import add_security_headers
from terakoya.portal.hub_access import ASKING, STRANGER, HubAwayError, HubIdentity, bearer_of
from terakoya.portal.links import link_to, path_within
from terakoya.portal.not_now import AGAIN, show_not_now
from terakoya.portal.page_rendering import render_page, show_error
from terakoya.portal.proxy import require_same_site
from terakoya.portal.reading_language import language_of

__all__ = ["CALLBACK", "HubEntrance", "HubPlaces"]

CALLBACK, LOGOUT = "/oauth_callback", "/logout"
_OPEN = re.compile(r"/static/.+|/healthz|/metrics|/refreshers/calendars/[\w-]+\.ics")
"""What needs no login; whoever asks for figures carries a token of its own, or is an admin."""
_STATE = "terakoya-state-"
_STATE_SECONDS = 600
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class HubPlaces:
    """Where things are for a browser, and how its cookies are.

    Attributes:
        base: of the site, without its last slash.
        hub: JupyterHub's own pages; ends with a slash.
        client: by which name JupyterHub knows the site.
        cookie: the name of the site's cookie.
        hours: for how long a browser keeps it.
        secure: whether it goes over TLS only.
    """

    base: str
    hub: str
    client: str
    cookie: str
    hours: int
    secure: bool


class HubEntrance:
    """Finds out who is asking, once for each connection, before the site answers it."""

    def __init__(self, app: ASGIApp, identity: HubIdentity, places: HubPlaces) -> None:
        self._app, self._identity, self._places = app, identity, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on with its person, lead to the login, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "root_path": self._places.base}
        connection = HTTPConnection(scope)
        try:
            answer = await self._decide(scope, connection, receive)
        except HubAwayError:
            answer = self._say(connection, 504)
            answer.headers.update(AGAIN)
        except NotNowError as error:
            answer = self._put_off(connection, error)
        if answer is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            add_security_headers(answer.headers)
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _decide(
        self, scope: Scope, connection: HTTPConnection, receive: Receive
    ) -> Response | None:
        """Return what is answered at once; None where the site answers."""
        inside = path_within(scope)
        if inside == CALLBACK and scope["type"] == "http":
            return await self._come_back(connection)
        if inside == LOGOUT and scope["type"] == "http":
            return self._leave()
        person = await self._person(connection)
        scope[ASKING] = person or STRANGER
        scope[ASK_AGAIN] = partial(self._person_by_now, connection)
        if person is None and _OPEN.fullmatch(inside) is None:
            if _sends_form(connection) and not is_for_programs(scope):
                return await self._keep_typed(Request(scope, receive))
            return self._lead_to_login(connection)
        return None

    async def _person(self, connection: HTTPConnection) -> Person | None:
        """Return who is asking; None where that is not known, or the account is not in use."""
        token = bearer_of(connection)
        cookie = "" if token else connection.cookies.get(self._places.cookie, "")
        account = await self._identity.account_of_token(token or cookie)
        if not account:
            return None
        person = await run_in_threadpool(self._identity.person_of, account)
        return person if person.account else None

    async def _person_by_now(self, connection: HTTPConnection) -> Person:
        """Find out anew who is at the other end of a connection that stays open."""
        with suppress(HubAwayError, NotNowError):  # in a moment: who was there is there
            connection.scope[ASKING] = await self._person(connection) or STRANGER
        person: Person = connection.scope[ASKING]
        return person

    def _lead_to_login(self, connection: HTTPConnection) -> Response:
        """Send a browser that opens a page to the login; refuse everybody else."""
        if not _opens_page(connection):
            return self._say(connection, 401)
        state = secrets.token_urlsafe(24)
        query = {
            "client_id": self._places.client,
            "redirect_uri": link_to(connection, CALLBACK),
            "response_type": "code",
            "state": state,
        }
        answer = RedirectResponse(
            f"{self._places.hub}api/oauth2/authorize?{urlencode(query)}", status_code=303
        )
        there = quote(_place_of(connection), safe="")
        self._set(answer, _STATE + state[:8], f"{state}.{there}", str(_STATE_SECONDS))
        return answer

    async def _keep_typed(self, request: Request) -> Response:
        """Show what a form brought, to be sent once more; its token is still that of its page."""
        try:
            require_same_site(request)
            fields = await read_form(request)
        except HTTPException:
            return self._say(request, 401)
        with use_language(language_of(request)):
            answer: Response = render_page(
                request, "sending_again.html", 401, action=request.url.path, fields=fields
            )
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    async def _come_back(self, connection: HTTPConnection) -> Response:
        """Take what JupyterHub says of a login that began here, in this very browser."""
        state = connection.query_params.get("state", "")
        kept, _dot, there = connection.cookies.get(_STATE + state[:8], "").partition(".")
        if not state or not secrets.compare_digest(kept.encode(), state.encode()):
            return self._say(connection, 403, _("The login took too long, or began elsewhere."))
        token = await self._identity.token_for_code(connection.query_params.get("code", ""))
        account = await self._identity.account_of_token(token)
        person = await run_in_threadpool(self._identity.person_of, account) if account else None
        if person is None or not person.account:
            return self._say(connection, 403, _("This account is not in use here."))
        place = unquote(there)
        inside = place.startswith(self._places.base + "/")
        answer = RedirectResponse(place if inside else link_to(connection, "/"), status_code=303)
        self._set(answer, self._places.cookie, token, str(self._places.hours * 3600))
        self._set(answer, _STATE + state[:8], "", "0")
        return answer

    def _leave(self) -> Response:
        self._identity.forget()
        answer = RedirectResponse(f"{self._places.hub}logout", status_code=303)
        self._set(answer, self._places.cookie, "", "0")
        return answer

    def _set(self, answer: Response, name: str, value: str, seconds: str) -> None:
        cookie: SimpleCookie = SimpleCookie({name: value})
        kept = {"path": f"{self._places.base}/", "max-age": seconds, "samesite": "Lax"}
        cookie[name].update(kept | {"httponly": "yes"})
        if self._places.secure:
            cookie[name]["secure"] = "yes"
        answer.headers.append("set-cookie", cookie[name].OutputString())

    def _put_off(self, connection: HTTPConnection, error: NotNowError) -> Response:
        with use_language(language_of(connection)):
            scope = {**connection.scope, "type": "http"}
            return put_off(error) if is_for_programs(scope) else show_not_now(Request(scope), error)

    def _say(self, connection: HTTPConnection, status: int, detail: str = "") -> Response:
        with use_language(language_of(connection)):
            scope = {**connection.scope, "type": "http"}
            answer: Response = (
                refuse_program(status, detail)
                if is_for_programs(scope)
                else show_error(Request(scope), status, detail)
            )
        if status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def _sends_form(connection: HTTPConnection) -> bool:
    kind = connection.headers.get("content-type", "").partition(";")[0].strip()
    is_post = connection.scope["type"] == "http" and connection.scope["method"] == "POST"
    return is_post and kind == _FORM and not bearer_of(connection)


def _opens_page(connection: HTTPConnection) -> bool:
    if connection.scope["type"] != "http" or connection.scope["method"] not in ("GET", "HEAD"):
        return False
    if bearer_of(connection):
        return False
    mode = connection.headers.get("sec-fetch-mode", "")
    return mode == "navigate" or (not mode and "text/html" in connection.headers.get("accept", ""))


def _place_of(connection: HTTPConnection) -> str:
    """Return the address that is asked for, as a browser of this host can be sent to it."""
    query = connection.url.query
    return quote(connection.scope["path"], safe="/@~") + (f"?{query}" if query else "")
