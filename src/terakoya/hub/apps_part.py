"""The apps of an office: Voila's server, and where it is just now, for the site's gate."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from dataclasses import replace
from pathlib import Path

from terakoya_autograde.storage import write_file

from terakoya.errors import TerakoyaError
from terakoya.faces import start_app_server
from terakoya.hub.office_run import Office
from terakoya.model.settings import Settings
from terakoya.portal.apps_client import Upstream

__all__ = ["AppsPlace", "run_apps"]

_LOOKING = 1.0  # seconds between two looks whether it still runs


def run_apps(office: Office, settings: Settings) -> None:
    """Serve the built apps until SIGTERM, or until Voila ends.

    Raises:
        TerakoyaError: it does not start, or has ended by itself.
    """
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    root = Path(office.run.root)
    file = settings.logs.file and str((root / settings.logs.file).resolve())
    served = replace(
        settings.apps,
        base_url=AppsPlace(office).base_url,
        sandbox=office.run.sandbox,
        ai_lines=office.run.ai_lines,
    )
    folder = root / "var" / "apps"
    with start_app_server(folder, served, replace(settings.logs, file=file)) as server:
        told = {"origin": server.origin, "token": server.token}
        write_file(office.folder.path / "apps.json", json.dumps(told).encode(), 0o600)
        while not ending.wait(_LOOKING):
            if not server.is_running:
                raise TerakoyaError(server.log.strip().rpartition("\n")[2])


class AppsPlace:
    """Where the apps' server is, as it says itself each time that it starts."""

    def __init__(self, office: Office) -> None:
        self._file = office.folder.path / "apps.json"
        self.base_url = f"{office.run.portal_path}apps/_/"
        self._stamp = (0, 0)
        self._known: Upstream | None = None

    @property
    def usual(self) -> Upstream:
        """How it is asked, wherever it is."""
        return Upstream("", "", self.base_url)

    def now(self) -> Upstream | None:
        """Return where it is; None where it was never started."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            found = self._file.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
            if stamp != self._stamp:
                told = json.loads(self._file.read_bytes())
                self._known = Upstream(told["origin"], told["token"], self.base_url)
                self._stamp = stamp
            return self._known
        return None
