"""Making a backup: one file, whole or not there, read again before it gets its name.

Its moment is when grading stands still: the records and every gradebook are copied then, in this
order, as each is at one moment. What was handed in is copied afterwards; it is only ever added to,
so whatever else is written meanwhile, each record has its files. The rest, such as people's homes
and pages of feedback, is copied file by file as it is found.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from terakoya_autograde.storage import (
    copy_database,
    file_address,
    new_file,
    recover,
    scratch_folder,
)

from terakoya import __version__
from terakoya.backup.backup_manifest import MANIFEST, RECORDS, Backup, KeptFile
from terakoya.backup.contents import is_of_a_home, list_contents, list_gradebooks
from terakoya.backup.reading_backups import check_files
from terakoya.delivery import SubmissionStore
from terakoya.errors import BackupError
from terakoya.grading.standstill import standstill
from terakoya.language import gettext as _
from terakoya.records import Database, open_database
from terakoya.records.copying import count_records, stored_contents, write_snapshot
from terakoya.workspace import Workspace

__all__ = ["make_backup"]

Tell = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""
PIECE = 2**20  # bytes in memory
_PRIVATE = 0o600  # names and scores of people


def make_backup(
    workspace: Workspace,
    database: Database,
    to: Path,
    now: datetime,
    *,
    patience: float = 0.0,
    tell: Tell | None = None,
) -> tuple[Backup, tuple[str, ...]]:
    """Write the backup file `to`; return what it holds, and what was left out.

    Nobody grades while records and gradebooks are copied. What the records name and is not there is
    among what was left out.

    Args:
        now: whatever was acknowledged before, is in it.
        patience: seconds to wait for those that grade.
        tell: told how far it is.

    Raises:
        GradingError: a cohort is being graded, or another backup is made.
        BackupError: `to` exists, or what was written is not what was read.
    """
    try:
        with scratch_folder("backup") as scratch:
            recover(to.parent, to.name)
            if os.path.lexists(to):  # known before the work; whoever is first wins all the same
                raise FileExistsError(str(to))
            with standstill(workspace, patience):
                copies, counts, contents = _copy_moment(workspace, database, scratch)
            listed = list_contents(workspace, to.parent)
            copies |= {name: workspace.root / name for name in listed.files}
            left_out = [*listed.left_out, *_lacking(contents, copies)]
            with new_file(to, _PRIVATE) as file:
                work = _Work(file, _Progress(2 * _bytes_of(copies.values()), tell), left_out)
                backup = work.write(copies, counts, now)
                check_files(file, backup, work.progress.add)
    except FileExistsError:
        raise BackupError(
            _("There is something of this name already."),
            where=str(to),
            remedy=_("Choose another name; a backup never replaces another one."),
        ) from None
    return backup, tuple(left_out)


def _copy_moment(
    workspace: Workspace, database: Database, scratch: Path
) -> tuple[dict[str, Path], dict[str, int], frozenset[str]]:
    """Copy the databases; return them by name, how much there is, and which contents they name."""
    copies = {RECORDS: scratch / "records.db"}
    counts, contents = _copy_records(database, copies[RECORDS])
    for number, name in enumerate(list_gradebooks(workspace)):
        copies[name] = scratch / f"gradebook-{number}.db"
        copy_database(workspace.root / name, copies[name])
    return copies, counts, contents


def _lacking(contents: Iterable[str], copies: Mapping[str, Path]) -> list[str]:
    """Return what the records name and nobody has."""
    store = SubmissionStore(Path("var/submissions"))
    return sorted({str(store.path(sha256)) for sha256 in contents} - copies.keys())


def _copy_records(database: Database, to: Path) -> tuple[dict[str, int], frozenset[str]]:
    with closing(open_database(file_address(to))) as copy:
        write_snapshot(database, copy)
        with copy.reading() as session:
            return count_records(session), stored_contents(session)


def _bytes_of(paths: Iterable[Path]) -> int:
    total = 0
    for path in paths:
        try:
            total += path.lstat().st_size
        except OSError:  # it has gone meanwhile, and is found to be so once more
            continue
    return total


@dataclass
class _Progress:
    """How many bytes are done, of all that are read and read again."""

    total: int
    tell: Tell | None
    done: int = 0

    def add(self, size: int) -> None:
        self.done += size
        if self.tell is not None:
            self.tell(min(self.done, self.total), self.total)


@dataclass
class _Work:
    """The file in the making."""

    file: BinaryIO
    progress: _Progress
    left_out: list[str] = field(default_factory=list)

    def write(self, paths: Mapping[str, Path], counts: dict[str, int], now: datetime) -> Backup:
        files: dict[str, KeptFile] = {}
        with zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in sorted(paths.items()):
                if (kept := self._add(archive, name, path)) is not None:
                    files[name] = kept
            backup = Backup(version=__version__, made_at=now, counts=counts, files=files)
            archive.writestr(MANIFEST, backup.model_dump_json(indent=1))
        return backup

    def _add(self, archive: zipfile.ZipFile, name: str, path: Path) -> KeptFile | None:
        """Add a file piece by piece; None where it has gone meanwhile, or its owner shut it."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError:
            if not is_of_a_home(name):
                raise
            self.left_out.append(name)
            return None
        with os.fdopen(descriptor, "rb") as read:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):  # it was a file when it was listed
                self.left_out.append(name)
                return None
            entry = zipfile.ZipInfo(
                name
            )  # without its time: people may set any, and none comes back
            entry.compress_type = zipfile.ZIP_DEFLATED
            digest, size = hashlib.sha256(), 0
            with archive.open(entry, "w", force_zip64=True) as written:
                while piece := read.read(PIECE):
                    written.write(piece)
                    digest.update(piece)
                    size += len(piece)
                    self.progress.add(len(piece))
        mode = stat.S_IMODE(found.st_mode) & 0o777
        return KeptFile(sha256=digest.hexdigest(), size=size, mode=mode)
