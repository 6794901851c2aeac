"""Passwords that a directory checks (LDAP, Active Directory)."""

from __future__ import annotations

from ldapauthenticator import LDAPAuthenticator

from terakoya.hub.login.known_accounts import KnownAccounts
from terakoya.hub.login.outside_pages import OutsidePages

__all__ = ["DirectoryLogin"]


class DirectoryLogin(OutsidePages, KnownAccounts, LDAPAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, for people with an account here."""
