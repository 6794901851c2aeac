"""The folder of a running office, ``var/office/``: its sockets, its secrets, what its parts share.

Only the account that runs the office can look into it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from terakoya_autograde.storage import make_file, recover

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["OfficeFolder", "open_office", "socket_address"]

_LONGEST = 90  # of a socket's path: the system takes 107 bytes, and a file's name needs some
_SECRETS = ("cookie", "front", "portal", "forms")
"""What signs cookies; with what JupyterHub tells routes; the site asks JupyterHub; signs forms."""


@dataclass(frozen=True)
class OfficeFolder:
    """Where everything of a running office is.

    Attributes:
        path: of the folder.
        sockets: where its parts listen; elsewhere if the folder's own path is too long for that.
    """

    path: Path
    sockets: Path

    @property
    def database(self) -> Path:
        """JupyterHub's own database."""
        return self.path / "hub.sqlite"

    @property
    def routes(self) -> Path:
        """The front's routes."""
        return self.path / "routes.json"

    @property
    def apps_file(self) -> Path:
        """Where the apps' server is just now."""
        return self.path / "apps.json"

    @property
    def run_file(self) -> Path:
        """What the parts are told when they start."""
        return self.path / "run.json"

    @property
    def lock(self) -> Path:
        """Held by the office that runs."""
        return self.path / "lock"

    @property
    def word(self) -> Path:
        """What all processes of the office carry in their environment."""
        return self.path / "word"

    def read_word(self) -> str:
        """Return the word of the office that runs, or ran last; empty where none ever did."""
        try:
            return self.word.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def socket(self, part: str) -> Path:
        """Return where a part listens."""
        return self.sockets / f"{part}.sock"

    def secret(self, name: str) -> str:
        """Return a secret; it is made once.

        Raises:
            WorkspaceError: something else lies in its place.
        """
        path = self.path / f"{name}.secret"
        recover(self.path, path.name)
        if not path.exists():  # of two that begin at once, one wins and both agree
            make_file(path, secrets.token_hex(32).encode(), 0o600)
        try:
            told = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            told = ""
        if not told:
            raise WorkspaceError(
                _("There is no secret in it that can be read."),
                where=str(path),
                remedy=_("Delete it; a new one is made, and everybody logs in again."),
            )
        return told


def open_office(var: Path) -> OfficeFolder:
    """Return the folder of a workspace's office, made where there is none, with its secrets.

    Args:
        var: the workspace's folder of run data.

    Raises:
        WorkspaceError: it cannot be made, or others can look into it.
    """
    path = var.resolve() / "office"
    _make_private(path)
    sockets = path / "run"
    if len(os.fsencode(sockets)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        sockets = Path(tempfile.gettempdir()) / f"terakoya-office-{os.getuid()}-{digest}"
    _make_private(sockets)
    folder = OfficeFolder(path, sockets)
    for name in _SECRETS:
        folder.secret(name)
    return folder


def _make_private(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if ours and found.st_mode & 0o077:
            path.chmod(0o700)
    except OSError:
        ours = False
    if not ours:
        raise WorkspaceError(
            _("This folder cannot be made, or belongs to somebody else."),
            where=str(path),
            remedy=_("Delete it, or serve from an account that may write there."),
        )


def socket_address(socket: Path) -> str:
    """Return the address of a unix socket, as JupyterHub writes it."""
    return "http+unix://" + quote(str(socket), safe="")
