"""Who is asking, from JupyterHub's login: the browser's cookie, or a token in the request.

Whoever has an account is who our records say, with the roles of today; a login alone opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jupyterhub.services.auth import HubOAuth
from starlette.requests import HTTPConnection
from tornado.web import HTTPError

from terakoya.model.permissions import NOBODY, Person, Role, grants_of

__all__ = ["ASKING", "HubAccess", "HubAwayError", "HubIdentity", "bearer_of"]

ASKING = "terakoya.person"
"""Under this key of a connection's scope stands who is asking."""
STRANGER = Person(grants=grants_of(Role.STRANGER))
"""Whoever has not logged in: what has an address that is secret itself is open to them."""
_BEARER = re.compile(r"(?:token|bearer)\s+(\S+)", re.IGNORECASE)
_LONGEST_TOKEN = 500
KEPT_SECONDS = 30
"""For how long JupyterHub is not asked again about a token."""


class HubAwayError(Exception):
    """JupyterHub does not answer, so nobody can be known."""


class HubAccess:
    """The portal's seam: `HubEntrance` has found out who is asking, once for each request."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return who is asking; nobody where no one has found out."""
        person = connection.scope.get(ASKING, NOBODY)
        return person if isinstance(person, Person) else NOBODY


@dataclass(frozen=True)
class HubIdentity:
    """Asks JupyterHub whose a token is, and our records who that is.

    Attributes:
        oauth: JupyterHub's own client for services; it keeps answers for `KEPT_SECONDS`.
        person_of: tells the person of an account; nobody for one that is not in use.
    """

    oauth: HubOAuth
    person_of: Callable[[str], Person]

    async def account_of_token(self, token: str) -> str:
        """Return whose a token is; empty for nobody's, and for a service's.

        Raises:
            HubAwayError: JupyterHub does not answer.
        """
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
            return ""
        try:
            user = await self.oauth.user_for_token(token, sync=False)
        except HTTPError:
            raise HubAwayError from None
        is_person = isinstance(user, dict) and user.get("kind") == "user"
        return str(user["name"]) if is_person else ""

    async def token_for_code(self, code: str) -> str:
        """Return the token that a code of a login is worth; empty for a code that is worth none."""
        try:
            token = await self.oauth.token_for_code(code, sync=False)
        except HTTPError:
            return ""
        return token if isinstance(token, str) else ""

    def forget(self) -> None:
        """Ask JupyterHub anew about everybody: somebody has logged out."""
        self.oauth.cache.clear()


def bearer_of(connection: HTTPConnection) -> str:
    """Return the token that a request carries in its head; empty for none."""
    found = _BEARER.fullmatch(connection.headers.get("authorization", "").strip())
    return found.group(1) if found else ""
