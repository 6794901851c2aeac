"""In whose name something is done on this machine."""

from __future__ import annotations

import getpass

__all__ = ["account_name"]


def account_name() -> str:
    """Return the account that the command runs in; empty where it has no name."""
    try:
        return getpass.getuser()[:100]
    except (OSError, KeyError):  # an account without a name, as in containers
        return ""
