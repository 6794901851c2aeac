"""What the parts of an office are told when they start: how it was called, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from terakoya_autograde.storage import write_file

from terakoya.hub.office_folder import OfficeFolder, open_office
from terakoya.model.local_addresses import is_loopback

__all__ = ["PORTAL", "Office", "OfficeRun", "read_office"]

PORTAL = "portal"


@dataclass(frozen=True)
class OfficeRun:
    """One call of an office.

    Attributes:
        root: of the workspace.
        base_path: below which everything is; it begins and ends with a slash.
        host: the address on which the front listens.
        port: its port.
        certificate: the file of TLS's certificate; plain HTTP where it is empty.
        key: the file of its key.
        behind_tls: whether a proxy before us speaks TLS with the visitors.
        sandbox: whether code of apps and refreshers runs in the sandbox.
        ai_lines: the socket at which apps get lines to a live model; empty for none.
    """

    root: str
    base_path: str = "/"
    host: str = "127.0.0.1"
    port: int = 8000
    certificate: str = ""
    key: str = ""
    behind_tls: bool = False
    sandbox: bool = True
    ai_lines: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers speak TLS, so that cookies may go no other way."""
        return bool(self.certificate) or self.behind_tls

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the front itself."""
        return is_loopback(self.host)

    @property
    def portal_path(self) -> str:
        """Where the site is; it ends with a slash."""
        return f"{self.base_path}services/{PORTAL}/"

    @property
    def apps_path(self) -> str:
        """What all apps load is below this path; it ends with a slash."""
        return f"{self.portal_path}apps/_/"

    @property
    def hub_path(self) -> str:
        """Where JupyterHub's own pages are; it ends with a slash."""
        return f"{self.base_path}hub/"

    @property
    def address(self) -> str:
        """What a browser on this machine opens."""
        scheme = "https" if self.certificate else "http"
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        named = f"[{host}]" if ":" in host else host
        return f"{scheme}://{named}:{self.port}{self.base_path}"


@dataclass(frozen=True)
class Office:
    """A call and its folder, which every part has."""

    run: OfficeRun
    folder: OfficeFolder

    def write(self) -> None:
        """Tell the parts."""
        write_file(self.folder.run_file, msgspec.json.encode(self.run), 0o600)


def read_office(root: Path) -> Office:
    """Return what a part is told.

    Raises:
        WorkspaceError: the folder cannot be used.
        OSError: nobody has told anything.
        msgspec.DecodeError: it is nothing that we wrote.
    """
    folder = open_office(root / "var")
    run = msgspec.json.decode(folder.run_file.read_bytes(), type=OfficeRun)
    return Office(run, folder)
