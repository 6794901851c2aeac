"""The token with which a monitoring program reads a site's figures, and nothing else."""

from __future__ import annotations

import secrets
from pathlib import Path

from terakoya_autograde.storage import make_file, recover

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["TOKEN_FILE", "read_metrics_token"]

TOKEN_FILE = "metrics.token"  # noqa: S105 - a name


def read_metrics_token(var: Path) -> str:
    """Read the token of a workspace; make it where there is none: only this account can read it.

    Raises:
        WorkspaceError: something else lies there.
    """
    path = var / TOKEN_FILE
    recover(var, TOKEN_FILE)
    if not path.exists():  # of two processes that begin at once, one wins and both agree
        make_file(path, secrets.token_urlsafe(32).encode(), 0o600)
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token:
        raise WorkspaceError(
            _("There is no token in it that can be read."),
            where=str(path),
            remedy=_("Delete it; a new one is made."),
        )
    return token
