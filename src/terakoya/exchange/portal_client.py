"""Asking the portal: bounded answers, and asked again where nobody answered.

Only the standard library: this is loaded in every learner's server.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from terakoya.errors import TerakoyaError
from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["PORTAL", "TOKEN", "Answer", "PortalClient", "PortalError"]

PORTAL = "TERAKOYA_PORTAL"
"""The variable with the portal's address as it is reached from here."""
TOKEN = "JUPYTERHUB_API_TOKEN"  # noqa: S105 - a name
"""The variable with what says who is asking."""
_PREFIX = "/api/exchange"
_MOST_JSON = 32 * 2**20
MOST_FILES = 200 * 2**20
"""Bytes of an answer with files; nothing that the portal gives is larger."""
_PIECE = 2**20
_AGAIN = frozenset({502, 503, 504})
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between one try and the next: longer in all than a site needs to start again."""


class PortalError(TerakoyaError):
    """The portal refuses, or cannot be reached; `status` is 0 where nobody answered."""

    def __init__(self, what: str, status: int = 0, remedy: str = "") -> None:
        self.status = status
        super().__init__(what, remedy=remedy)


@dataclass(frozen=True)
class Answer:
    """What the portal said."""

    status: int
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Return it as data.

        Raises:
            PortalError: it is no JSON.
        """
        try:
            return json.loads(self.content)
        except ValueError:
            raise PortalError(
                _("The portal gave no answer that can be read."), self.status
            ) from None


@dataclass(frozen=True)
class PortalClient:
    """Who asks, and where.

    Attributes:
        address: of the portal, ``http://host:port/path``; ``http+unix://%2Fa%2Fsocket/path`` for a
            socket in the file system.
        waits: seconds before each further try.
    """

    address: str
    token: str = field(repr=False)
    waits: tuple[float, ...] = _WAITS
    timeout: float = 60.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    @classmethod
    def of_environment(cls) -> PortalClient:
        """Return the client that the environment tells of.

        Raises:
            PortalError: it tells of none.
        """
        address, token = os.environ.get(PORTAL, ""), os.environ.get(TOKEN, "")
        if not address or not token:
            missing = PORTAL if not address else TOKEN
            what = _("Nobody says where the portal is: {name} is not set.").format(name=missing)
            remedy = _("Start your server from the portal, and use nbgrader there.")
            raise PortalError(what, remedy=remedy)
        return cls(address.rstrip("/"), token)

    def url(self, *parts: str | int) -> str:
        """Return the address of something of the exchange, to show."""
        return self.address + self._path(parts)

    def get(
        self, *parts: str | int, most: int = _MOST_JSON, query: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for something. See `ask`."""
        return self.ask("GET", parts, most=most, query=query)

    def ask(
        self,
        method: str,
        parts: tuple[str | int, ...],
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        most: int = _MOST_JSON,
    ) -> Answer:
        """Ask, and again where nobody answered: every request may come twice without harm.

        Args:
            most: bytes of an answer.

        Raises:
            PortalError: it refuses, in its own words; or nobody answers.
        """
        path = self._path(parts) + (f"?{urlencode(query)}" if query else "")
        for wait in (*self.waits, None):
            try:
                answer = self._ask_once(method, path, content, headers or {}, most)
            except (OSError, http.client.HTTPException) as error:
                failure = _unreachable(self.address, error)
            else:
                if answer.status < 400:
                    return answer
                failure = _refused(answer)
                if answer.status not in _AGAIN:
                    raise failure
            if wait is None:
                raise failure
            self.sleep(wait)
        raise AssertionError("the last try has ended")

    def _ask_once(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str], most: int
    ) -> Answer:
        sent = {"authorization": f"token {self.token}", "accept-language": current_language()}
        split = urlsplit(self.address)
        with self._connect() as connection:
            connection.request(
                method, split.path + path, body=content, headers=sent | dict(headers)
            )
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, _read(response, most), told)

    @contextmanager
    def _connect(self) -> Iterator[http.client.HTTPConnection]:
        split = urlsplit(self.address)
        connection: http.client.HTTPConnection
        if split.scheme == "http+unix":
            connection = _UnixConnection(unquote(split.netloc), self.timeout)
        elif split.scheme == "https":
            connection = http.client.HTTPSConnection(split.netloc, timeout=self.timeout)
        else:
            connection = http.client.HTTPConnection(split.netloc, timeout=self.timeout)
        try:
            yield connection
        finally:
            connection.close()

    def _path(self, parts: tuple[str | int, ...]) -> str:
        return "/".join([_PREFIX, *(quote(str(part), safe="") for part in parts)])


class _UnixConnection(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._place = path

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._place)


def _read(response: http.client.HTTPResponse, most: int) -> bytes:
    """Return the whole body.

    Raises:
        HTTPException: it broke off.
        PortalError: it is larger than `most` bytes.
    """
    content = bytearray()
    while piece := response.read(_PIECE):
        content += piece
        if len(content) > most:
            what = _("The portal's answer is larger than {limit} MB.")
            raise PortalError(what.format(limit=most // 2**20), response.status)
    if response.length:  # read by pieces, a connection that broke off looks like an end
        raise http.client.IncompleteRead(bytes(content), response.length)
    return bytes(content)


def _refused(answer: Answer) -> PortalError:
    """Return the refusal in the portal's words."""
    try:
        told = json.loads(answer.content)["detail"]
    except (ValueError, KeyError, TypeError):
        told = ""
    if not isinstance(told, str) or not told:
        told = _("The portal refuses this ({status}).").format(status=answer.status)
    return PortalError(told, answer.status)


def _unreachable(address: str, error: Exception) -> PortalError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    what = _("The portal at {address} does not answer: {reason}.")
    remedy = _("Try again in a minute.")
    return PortalError(what.format(address=address, reason=reason), remedy=remedy)
