"""Who is asking, and whether they may. Without an answer, nobody sees anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

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

__all__ = ["Access", "DenyAll", "OpenAccess", "Permissions", "is_loopback"]


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

    def require(self, connection: HTTPConnection, action: Action, of: Of) -> None:
        """Go on only with what is allowed; it is asked before anything is looked up.

        Raises:
            HTTPException: 403, where it is not.
        """
        if not self.may(connection, action, of):
            raise HTTPException(403)
