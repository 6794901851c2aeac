"""Who is asking, and whether they may. Without an answer, nobody sees anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from terakoya.model.local_addresses import is_loopback
from terakoya.model.permissions import (
    NOBODY,
    Action,
    Of,
    Person,
    Role,
    Scope,
    grants_of,
    may,
)

__all__ = ["ASK_AGAIN", "Access", "DenyAll", "OpenAccess", "Permissions", "is_loopback"]

ASK_AGAIN = "terakoya.ask_again"
"""Under this key of a connection's scope stands what tells who is asking by now, where it is known
once for each connection."""


class Access(Protocol):
    """Tells who is asking; what that person may do is no business of it."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return who sent a request or opened a WebSocket; `NOBODY` where that is not known."""
        ...


class People(Protocol):
    """Tells what has to be known of a learner to decide."""

    def departments_of(self, learner_id: str) -> frozenset[str]:
        """Return the codes of all departments in which a learner works today; none for nobody."""
        ...


class DenyAll:
    """Nobody is known: what holds until a site says otherwise."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return nobody."""
        del connection
        return NOBODY


class OpenAccess:
    """Whoever is at this very machine is the one visitor, who may see everything."""

    def person(self, connection: HTTPConnection) -> Person:
        """Return the visitor, for whoever comes from this machine."""
        client = connection.client
        return _VISITOR if client is not None and is_loopback(client.host) else NOBODY


_VISITOR = Person(grants=grants_of(Role.VISITOR))


@dataclass(frozen=True)
class Permissions:
    """The one place where the site's pages, files and connections ask whether they may answer.

    Attributes:
        access: tells who is asking.
        people: tells the codes of a learner's departments; asked only for those who may something
            in one.
    """

    access: Access
    people: People

    def may(self, connection: HTTPConnection, action: Action, of: Of) -> bool:
        """Tell whether whoever is asking may do something."""
        person = self.access.person(connection)
        if may(person, action, of):
            return True
        in_department = any(grant.scope is Scope.DEPARTMENT for grant in person.grants)
        if not in_department or of.learner is None or of.department is not None:
            return False
        codes = self.people.departments_of(of.learner)
        return any(may(person, action, replace(of, department=code)) for code in codes)

    def asking_again(self, connection: HTTPConnection) -> Callable[[], Awaitable[Person]]:
        """Return what tells who is at the other end of a connection that stays open, by then."""
        known = connection.scope.get(ASK_AGAIN)
        if known is not None:
            again: Callable[[], Awaitable[Person]] = known
            return again
        return partial(run_in_threadpool, self.access.person, connection)

    def require(self, connection: HTTPConnection, action: Action, of: Of) -> None:
        """Go on only with what is allowed; it is asked before anything is looked up.

        Raises:
            HTTPException: 403, where it is not.
        """
        if not self.may(connection, action, of):
            raise HTTPException(403)
