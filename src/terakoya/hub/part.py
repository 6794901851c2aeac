"""One part of an office as a process: ``python -m terakoya.hub.part NAME WORKSPACE``.

It loads its libraries, and begins when its standard input says so: a process that waits takes the
place of one that was killed at once, however busy the machine is.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from terakoya.dates import choose_date_form
from terakoya.errors import TerakoyaError
from terakoya.faces.app.server_process import settle_as_server
from terakoya.hub.office_run import Office, read_office
from terakoya.language import choose_language, preferred_language
from terakoya.logs import get_logger, keep_logs
from terakoya.model.settings import Settings
from terakoya.workspace.settings import read_settings

__all__ = ["LOADED", "PARTS", "main"]

PARTS = {
    "front": "front_part:run_front",
    "hub": "hub_part:run_hub",
    "portal": "portal_part:run_portal",
    "apps": "apps_part:run_apps",
    "grader": "grader_part:run_grader",
}
"""What each part runs; imported where it is needed only, as each needs other libraries."""


LOADED = {
    "hub": (
        "jupyterhub.app",
        "terakoya.hub.login.office_login",
        "terakoya.hub.spawning.spawner",
    ),
    "portal": ("uvicorn.lifespan.on", "uvicorn.protocols.http.auto"),
}
"""What a part needs beside, and loads only when it runs."""


def main(name: str, root: Path) -> int:
    """Run a part until it is told to end; return the process's exit code."""
    os.umask(0o077)
    choose_language(preferred_language(os.environ))
    settle_as_server()
    run = _load(PARTS[name])
    for module in LOADED.get(name, ()):
        _load_if_there(module)
    if not _wait_for_word():
        return 0  # nobody needs it any more
    office, settings = read_office(root), read_settings(root)
    choose_date_form(settings.dates)
    with keep_logs(settings.logs, root, also=("uvicorn",)):
        log = get_logger(name)
        try:
            run(office, settings)
        except TerakoyaError as error:
            log.error("a part cannot run", error=type(error).__name__)
            print(error, file=sys.stderr)  # noqa: T201 - the supervisor shows it
            return 1
    return 0


def _load(place: str) -> Callable[[Office, Settings], None]:
    module, _colon, name = place.partition(":")
    run: Callable[[Office, Settings], None] = getattr(import_module(f"terakoya.hub.{module}"), name)
    return run


def _load_if_there(module: str) -> None:
    with contextlib.suppress(ImportError):  # whoever needs it says what is missing
        import_module(module)


def _wait_for_word() -> bool:
    """Wait until the supervisor says go; False where it has gone."""
    word = sys.stdin.buffer.readline()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # what a part starts has no line to the supervisor
    os.close(nothing)
    return bool(word)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
