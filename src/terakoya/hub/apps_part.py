"""The apps of an office: Voila's server, and where it is just now, for the site's gate."""

from __future__ import annotations

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

__all__ = ["run_apps"]

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
        base_url=office.run.apps_path,
        sandbox=office.run.sandbox,
        ai_lines=office.run.ai_lines,
    )
    folder = root / "var" / "apps"
    with start_app_server(folder, served, replace(settings.logs, file=file)) as server:
        told = {"origin": server.origin, "token": server.token}
        write_file(office.folder.apps_file, json.dumps(told).encode(), 0o600)
        while not ending.wait(_LOOKING):
            if not server.is_running:
                raise TerakoyaError(server.log.strip().rpartition("\n")[2])
