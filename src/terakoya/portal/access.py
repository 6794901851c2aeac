"""Who may see what. Without an answer, nobody sees anything."""

from __future__ import annotations

import ipaddress
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

__all__ = ["Access", "DenyAll", "OpenAccess", "is_loopback", "require"]


class Access(Protocol):
    """Decides for one request or WebSocket. It is asked before anything is looked up."""

    def may_see_home(self, connection: HTTPConnection) -> bool:
        """Whether the list of cohorts and apps may be seen."""
        ...

    def may_see_cohort(self, connection: HTTPConnection, cohort_id: str) -> bool:
        """Whether the results of a whole cohort may be seen."""
        ...

    def may_see_feedback(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Whether one learner's feedback may be seen."""
        ...

    def may_use_apps(self, connection: HTTPConnection, assignment_id: str | None) -> bool:
        """Whether an app may be used; None: the files and connections that all apps share."""
        ...

    def may_practise(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Whether one learner's refreshers may be seen and answered."""
        ...

    def may_read_calendars(self, connection: HTTPConnection) -> bool:
        """Whether calendars may be read at all; which one, its secret address decides."""
        ...


class DenyAll:
    """Nobody may see anything: what holds until a site says otherwise."""

    def may_see_home(self, connection: HTTPConnection) -> bool:
        """Refuse."""
        del connection
        return False

    def may_see_cohort(self, connection: HTTPConnection, cohort_id: str) -> bool:
        """Refuse."""
        del connection, cohort_id
        return False

    def may_see_feedback(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Refuse."""
        del connection, cohort_id, learner_id
        return False

    def may_use_apps(self, connection: HTTPConnection, assignment_id: str | None) -> bool:
        """Refuse."""
        del connection, assignment_id
        return False

    def may_practise(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Refuse."""
        del connection, cohort_id, learner_id
        return False

    def may_read_calendars(self, connection: HTTPConnection) -> bool:
        """Refuse."""
        del connection
        return False


class OpenAccess:
    """Everybody at this very machine may see everything: for the demonstration only."""

    def may_see_home(self, connection: HTTPConnection) -> bool:
        """Allow whoever comes from this machine."""
        return _comes_from_here(connection)

    def may_see_cohort(self, connection: HTTPConnection, cohort_id: str) -> bool:
        """Allow whoever comes from this machine."""
        del cohort_id
        return _comes_from_here(connection)

    def may_see_feedback(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Allow whoever comes from this machine."""
        del cohort_id, learner_id
        return _comes_from_here(connection)

    def may_use_apps(self, connection: HTTPConnection, assignment_id: str | None) -> bool:
        """Allow whoever comes from this machine."""
        del assignment_id
        return _comes_from_here(connection)

    def may_practise(self, connection: HTTPConnection, cohort_id: str, learner_id: str) -> bool:
        """Allow whoever comes from this machine."""
        del cohort_id, learner_id
        return _comes_from_here(connection)

    def may_read_calendars(self, connection: HTTPConnection) -> bool:
        """Allow whoever comes from this machine."""
        return _comes_from_here(connection)


def require(allowed: bool) -> None:
    """Go on only with what is allowed.

    Raises:
        HTTPException: 403, where it is not.
    """
    if not allowed:
        raise HTTPException(403)


def is_loopback(host: str) -> bool:
    """Tell whether an address can only be reached from its own machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _comes_from_here(connection: HTTPConnection) -> bool:
    return connection.client is not None and is_loopback(connection.client.host)
