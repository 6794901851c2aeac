"""The folder of one server: its sockets, its record, and what it is shown.

Paths of sockets are short and in small letters: the system takes 107 bytes, and JupyterHub keeps a
server's address as a host's name, which has no capitals. Where the office's own folder is not like
that, a link to it is, in the system's folder for temporary files.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["ServerFolder", "daemon_socket", "list_servers", "servers_folder", "socket_address"]

_LONGEST = 60  # bytes, before a server's own folder and file


@dataclass(frozen=True)
class ServerFolder:
    """One server's folder; only the account that serves can look into it."""

    path: Path

    @property
    def listener(self) -> Path:
        """Where the server takes connections."""
        return self.path / "server.sock"

    @property
    def shown(self) -> Path:
        """What of it is to be seen inside."""
        return self.path / "in"

    @property
    def relay(self) -> Path:
        """Where the relay takes connections from inside."""
        return self.shown / "relay.sock"

    @property
    def line(self) -> Path:
        """Where questions to a model are taken, from inside."""
        return self.shown / "ai.sock"

    def make(self) -> None:
        """Make it where it is missing."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.shown.mkdir(exist_ok=True)
        self.shown.chmod(0o755)  # the account inside has a number of its own

    def listen(self) -> socket.socket:
        """Return a socket on which the server is to listen; connections wait there from now on."""
        self.listener.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        try:
            listening.bind(str(self.listener))
            self.listener.chmod(0o600)
            listening.listen(128)
        except BaseException:
            listening.close()
            raise
        return listening


def servers_folder(office: Path) -> Path:
    """Return the folder of all servers of an office, made where it is missing, by a short path.

    Raises:
        WorkspaceError: something else lies where the link should be.
    """
    place = office.resolve() / "servers"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(place)
    if len(os.fsencode(name)) <= _LONGEST and name == name.lower():
        return place
    digest = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    link = Path("/tmp") / f"terakoya-{os.geteuid()}-{digest}"  # noqa: S108 - a link, looked at below
    try:
        link.symlink_to(place)
    except FileExistsError:
        found = link.lstat()
        if not stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid():
            raise WorkspaceError(
                _("Something of another account lies where a link of Terakoya's should be."),
                where=str(link),
                remedy=_("Have it taken away."),
            ) from None
        if link.readlink() != place:
            link.unlink()
            link.symlink_to(place)
    return link


def list_servers(servers: Path) -> list[ServerFolder]:
    """Return the folders of all servers there are, or were."""
    return [ServerFolder(path) for path in sorted(servers.iterdir()) if path.is_dir()]


def daemon_socket(servers: Path) -> Path:
    """Return where the daemon takes requests."""
    return servers / "daemon.sock"


def socket_address(path: Path) -> str:
    """Return a socket's address as JupyterHub writes it."""
    return "http+unix://" + quote(str(path), safe="")
