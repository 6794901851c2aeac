"""One part of an office as a process: ``python -m terakoya.hub.part NAME WORKSPACE``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from terakoya.errors import TerakoyaError
from terakoya.faces.app.server_process import settle_as_server
from terakoya.hub.office_run import Office, read_office
from terakoya.language import choose_language, preferred_language
from terakoya.logs import get_logger, keep_logs
from terakoya.model.settings import Settings
from terakoya.workspace.settings import read_settings

__all__ = ["PARTS", "main"]

PARTS = {
    "front": "front_part:run_front",
    "hub": "hub_part:run_hub",
    "portal": "portal_part:run_portal",
    "apps": "apps_part:run_apps",
    "grader": "grader_part:run_grader",
}
"""What each part runs; imported where it is needed only, as each needs other libraries."""


def main(name: str, root: Path) -> int:
    """Run a part until it is told to end; return the process's exit code."""
    os.umask(0o077)
    choose_language(preferred_language(os.environ))
    settle_as_server()
    office, settings = read_office(root), read_settings(root)
    with keep_logs(settings.logs, root, also=("uvicorn",)):
        log = get_logger(name)
        try:
            _load(PARTS[name])(office, settings)
        except TerakoyaError as error:
            log.error("a part cannot run", error=type(error).__name__)
            print(error, file=sys.stderr)  # noqa: T201 - the supervisor shows it
            return 1
    return 0


def _load(place: str) -> Callable[[Office, Settings], None]:
    module, _colon, name = place.partition(":")
    run: Callable[[Office, Settings], None] = getattr(import_module(f"terakoya.hub.{module}"), name)
    return run


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
