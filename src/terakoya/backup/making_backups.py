"""Making a backup: one file, whole or not there, read again before it gets its name."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from terakoya_autograde.storage import (
    InUseError,
    copy_database,
    file_address,
    hold_alone,
    new_file,
    recover,
    scratch_folder,
)

from terakoya import __version__
from terakoya.backup.backup_manifest import MANIFEST, RECORDS, Backup, KeptFile
from terakoya.backup.contents import list_contents
from terakoya.backup.reading_backups import check_files
from terakoya.errors import BackupError, GradingError
from terakoya.language import gettext as _
from terakoya.records import Database, open_database
from terakoya.records.copying import count_records, write_snapshot
from terakoya.workspace import Workspace

__all__ = ["make_backup"]

PIECE = 2**20  # bytes in memory
_PRIVATE = 0o600  # names and scores of people


def make_backup(
    workspace: Workspace, database: Database, to: Path, now: datetime
) -> tuple[Backup, tuple[str, ...]]:
    """Write the backup file `to`; return what it holds, and what was left out.

    Nobody grades in the meantime. The records are copied before what was handed in, which is only
    ever added to; so whatever else is written meanwhile, each record has its files.

    Raises:
        GradingError: a cohort is being graded.
        BackupError: `to` exists, or what was written is not what was read.
    """
    try:
        with scratch_folder("backup") as scratch, _holding_cohorts(workspace):
            recover(to.parent, to.name)
            if os.path.lexists(to):  # known before the work; whoever is first wins all the same
                raise FileExistsError(str(to))
            copies = {RECORDS: scratch / "records.db"}
            counts = _copy_records(database, copies[RECORDS])
            contents = list_contents(workspace)
            for number, name in enumerate(contents.gradebooks):
                copies[name] = scratch / f"gradebook-{number}.db"
                copy_database(workspace.root / name, copies[name])
            paths = {name: workspace.root / name for name in contents.files} | copies
            with new_file(to, _PRIVATE) as file:
                backup = _write(file, paths, counts, now)
                check_files(file, backup)
    except FileExistsError:
        raise BackupError(
            _("There is something of this name already."),
            where=str(to),
            remedy=_("Choose another name; a backup never replaces another one."),
        ) from None
    return backup, contents.left_out


@contextmanager
def _holding_cohorts(workspace: Workspace) -> Iterator[None]:
    """Let nobody grade in the meantime."""
    folder = workspace.var / "cohorts"
    with ExitStack() as stack:
        for cohort in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not cohort.is_dir():
                continue
            try:
                stack.enter_context(hold_alone(cohort / ".grading.lock"))
            except InUseError as error:
                raise GradingError(
                    _("The cohort is being graded by another command."),
                    where=cohort.name,
                    remedy=_("Wait until that has ended, then run the command again."),
                ) from error
        yield


def _copy_records(database: Database, to: Path) -> dict[str, int]:
    with closing(open_database(file_address(to))) as copy:
        write_snapshot(database, copy)
        with copy.reading() as session:
            return count_records(session)


def _write(
    file: BinaryIO, paths: Mapping[str, Path], counts: dict[str, int], now: datetime
) -> Backup:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {name: _add(archive, name, path) for name, path in sorted(paths.items())}
        backup = Backup(version=__version__, made_at=now, counts=counts, files=files)
        archive.writestr(MANIFEST, backup.model_dump_json(indent=1))
    return backup


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> KeptFile:
    """Add a file piece by piece."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as read:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o777
        entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as written:
            while piece := read.read(PIECE):
                written.write(piece)
                digest.update(piece)
                size += len(piece)
    return KeptFile(sha256=digest.hexdigest(), size=size, mode=mode)
