"""Passwords that this machine's own accounts have (PAM)."""

from __future__ import annotations

from typing import Any

from jupyterhub.auth import PAMAuthenticator

from terakoya.hub.login.outside_pages import OutsidePages
from terakoya.hub.login.vouched_accounts import CountedTries

__all__ = ["MachineLogin"]


class MachineLogin(OutsidePages, CountedTries, PAMAuthenticator):  # type: ignore[misc]
    """JupyterHub's own, for people with an account here."""

    def system_user_exists(self, user: Any) -> bool:
        """Say so of everybody: a JupyterLab here works in a sandbox, as no user of the machine."""
        del user
        return True
