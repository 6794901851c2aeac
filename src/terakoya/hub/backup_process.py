"""A backup beside the office: ``python -m terakoya.hub.backup_process WORKSPACE FOLDER ACCOUNT``.

It tells on its standard output how far it is, and in the records how it ended. Where nobody listens
any more, it goes on; a second one beside it ends at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from terakoya.backup import make_backup, note_backup, note_failure
from terakoya.dates import LOCAL
from terakoya.errors import TerakoyaError, disk_failure
from terakoya.hub.backup_lock import making_alone
from terakoya.language import choose_language, preferred_language
from terakoya.logs import get_logger, keep_logs
from terakoya.model import Stamp
from terakoya.records import Database, database_url, open_database
from terakoya.workspace import Workspace
from terakoya.workspace.settings import read_settings

__all__ = ["back_up", "main"]

_PATIENCE = 600.0  # seconds for graders to end what they are at
_TELLING = 0.2  # seconds between two lines
_BEHIND = 10  # how far it stands back behind those whom people wait for


def back_up(
    workspace: Workspace,
    database: Database,
    folder: Path,
    by: str,
    tell: Callable[[int, int], None],
) -> int:
    """Make a backup in a folder and note how it ended; return the process's exit code."""
    now, log = datetime.now(UTC), get_logger("backup")
    file = folder / f"terakoya-{now.astimezone(LOCAL):%Y%m%d-%H%M%S}.zip"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made, left_out = make_backup(workspace, database, file, now, patience=_PATIENCE, tell=tell)
    except (TerakoyaError, OSError) as error:
        log.warning("a backup failed", error=type(error).__name__)
        with contextlib.suppress(TerakoyaError):  # the records may be what failed
            note_failure(database, file, _sentence(error), Stamp(datetime.now(UTC), by))
        return 1
    note_backup(database, file, made, Stamp(datetime.now(UTC), by))
    log.info("a backup was made", files=len(made.files), left_out=len(left_out))
    return 0


def _sentence(error: Exception) -> str:
    if isinstance(error, TerakoyaError):
        return error.sentence
    disk = disk_failure(error) or error
    where = getattr(disk, "filename", None)
    reason = getattr(disk, "strerror", None) or str(disk)
    return f"{where}: {reason}" if where else reason


def _teller() -> Callable[[int, int], None]:
    """Return what writes how far it is, not too often."""
    last = [0.0]

    def tell(done: int, total: int) -> None:
        now = time.monotonic()
        if now - last[0] >= _TELLING or done >= total:
            last[0] = now
            with contextlib.suppress(OSError):
                sys.stdout.write(f"[{done},{total}]\n")
                sys.stdout.flush()

    return tell


def main(root: Path, folder: Path, by: str) -> int:
    """Make a backup of a workspace, in a folder, for an account."""
    os.umask(0o077)
    os.nice(_BEHIND)
    choose_language(preferred_language(os.environ))
    workspace, settings = Workspace(root), read_settings(root)
    url = database_url(workspace.var, settings.database_url)
    with (
        keep_logs(settings.logs, root),
        making_alone(workspace) as is_alone,
        closing(open_database(url)) as database,
    ):
        if not is_alone:
            get_logger("backup").warning("another backup is being made")
            return 1
        return back_up(workspace, database, folder, by, _teller())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
