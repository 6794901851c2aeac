"""Passwords that this machine's own accounts have (PAM)."""

from __future__ import annotations

from jupyterhub.auth import PAMAuthenticator

from terakoya.hub.login.known_accounts import KnownAccounts
from terakoya.hub.login.outside_pages import OutsidePages

__all__ = ["MachineLogin"]


class MachineLogin(OutsidePages, KnownAccounts, PAMAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, for people with an account here."""
