"""Where the labs that come with Terakoya are: in a checkout, or among the installed files."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["find_labs"]


def find_labs() -> Path:
    """Return the folder whose source/ and courses/ hold the labs.

    Raises:
        WorkspaceError: the installation is incomplete.
    """
    checkout = Path(__file__).resolve().parents[3]
    installed = Path(sysconfig.get_path("data")) / "share" / "terakoya" / "labs"
    for folder in (checkout, installed):
        if (folder / "courses" / "data-practice" / "course.toml").is_file():
            return folder
    raise WorkspaceError(
        _("The labs of Terakoya are not installed."),
        where=str(installed),
        remedy=_("Install Terakoya again."),
    )
