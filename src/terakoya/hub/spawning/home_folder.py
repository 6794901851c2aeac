"""The folder of one account, ``var/homes/<account>/``."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import quote

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["home_of"]


def home_of(homes: Path, account: str) -> Path:
    """Return an account's home, made where it is missing; only the serving account can look in.

    Any name gives one folder of its own directly in `homes`, whatever signs are in it.

    Raises:
        WorkspaceError: something else lies in its place.
    """
    name = quote(account, safe=" @+").replace(".", "%2E") if account.startswith(".") else ""
    path = homes.resolve() / (name or quote(account, safe=" @+"))
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise WorkspaceError(
            _("Something else lies where a home should be."),
            where=str(path),
            remedy=_("Have it taken away."),
        )
    path.chmod(0o700)
    return path
