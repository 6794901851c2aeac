"""Passwords that a directory checks (LDAP, Active Directory)."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import ldap3
from ldap3.core.exceptions import LDAPExceptionError, LDAPStartTLSError
from ldap3.core.tls import Tls
from ldapauthenticator import LDAPAuthenticator
from ldapauthenticator.ldapauthenticator import TlsStrategy

from terakoya.errors import LoginRefusedError
from terakoya.hub.login.outside_pages import OutsidePages
from terakoya.hub.login.thread_work import in_thread
from terakoya.hub.login.vouched_accounts import CountedTries
from terakoya.language import gettext as _
from terakoya.logs import get_logger

__all__ = ["DirectoryLogin"]

log = get_logger("hub")
_CONNECTING, _ANSWERING = 5, 10  # seconds
_opened: ContextVar[list[ldap3.Connection]] = ContextVar("_opened")
"""The connections of one login, to be closed: JupyterHub's own leaves them to the garbage."""


class _PatientDirectory(LDAPAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, where nobody else waits while the directory answers.

    It asks on JupyterHub's one loop, and waits for ever: a directory that is away would stop all.
    """

    async def authenticate(self, handler: Any, data: dict[str, str]) -> Any:
        """Return who it is, or None.

        Raises:
            LoginRefusedError: the directory does not answer, or nobody vouches for it.
        """
        del handler

        def ask() -> Any:
            opened: list[ldap3.Connection] = []
            _opened.set(opened)
            try:
                return asyncio.run(LDAPAuthenticator.authenticate(self, None, data))
            finally:
                for connection in opened:
                    connection.unbind()

        try:
            return await in_thread(ask)
        except LDAPExceptionError as error:
            log.error("the directory was not asked", kind=type(error).__name__)
            raise LoginRefusedError(
                _("The directory that checks passwords does not answer just now."),
                remedy=_("Try again in a few minutes; then ask whoever runs the site."),
            ) from None

    def get_connection(self, userdn: str | None, password: str | None) -> Any:
        """Return a connection of somebody whose password is right; None for a wrong one.

        Raises:
            LDAPExceptionError: the directory does not answer in time, or is not who it says.
        """
        is_first = self.tls_strategy == TlsStrategy.on_connect
        server = ldap3.Server(
            self.server_address,
            port=self.server_port,
            use_ssl=is_first,
            tls=Tls(**self.tls_kwargs),
            connect_timeout=_CONNECTING,
            get_info=ldap3.NONE,  # with a schema, ldap3 asks for nothing that is not in it
        )
        connection = ldap3.Connection(server, userdn, password, receive_timeout=_ANSWERING)
        _opened.get().append(connection)
        connection.open()
        if not is_first and not connection.start_tls():
            raise LDAPStartTLSError
        return connection if connection.bind() else None


class DirectoryLogin(OutsidePages, CountedTries, _PatientDirectory):
    """JupyterHub's own, for people with an account here."""

    async def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Tell whether somebody is in one of the groups, where some are named, and known here.

        Raises:
            LoginRefusedError: not. Whose password is right may know it.
        """
        found = ((authentication or {}).get("auth_state") or {}).get("ldap_groups", ())
        if authentication and self.allowed_groups and not {*found} & {*self.allowed_groups}:
            raise LoginRefusedError(
                _("You are who you say, but you are in none of the groups that may come in here."),
                remedy=_("Ask the person in charge of the training."),
            )
        return await super().check_allowed(username, authentication)
