"""Putting a backup back: into a new folder, or in the place of one; whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy.orm import Session
from terakoya_autograde.storage import (
    Address,
    InUseError,
    exchange,
    file_address,
    hold_alone,
    new_folder,
    recover,
    take_away,
)

from terakoya.backup.backup_manifest import RECORDS, Backup
from terakoya.backup.reading_backups import open_backup, read_pieces
from terakoya.delivery import SubmissionStore
from terakoya.errors import BackupError, UsageError
from terakoya.language import gettext as _
from terakoya.records import Database, open_database
from terakoya.records.copying import copy_rows, count_records, holds_records, stored_contents

__all__ = ["find_lacking", "replace_by_backup", "restore_backup"]

_OFFICE = "var/office/lock"
_FOLDERS = ("courses", "source", "release", "var")
_PRIVATE = ("var/cohorts", "var/submissions")  # names and scores: for the instructor's account only


def restore_backup(path: Path, folder: Path, server: Address | None = None) -> Backup:
    """Make the workspace `folder` from a backup; return what that holds.

    Args:
        folder: new, or empty.
        server: the database that gets the records, which must hold none; without it they are a
            SQLite file in the folder.

    Raises:
        BackupError: the backup is none or damaged, or something is there already.
        WorkspaceError: the database cannot be used.
    """
    recover(folder.parent, folder.name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            _("There is something of this name already."),
            where=str(folder),
            remedy=_("Name a new or an empty folder; a backup is never put over what is there."),
        )
    with path.open("rb") as file, open_backup(file) as (archive, backup):
        if server is None:
            with new_folder(folder) as made:
                _unpack(archive, backup, made)
                _compare_counts(made, backup)
        else:
            _restore_to_server(archive, backup, folder, server)
    return backup


def replace_by_backup(
    path: Path, folder: Path, aside: Path, server: Address | None = None
) -> Backup:
    """Put a backup in the place of the workspace `folder`; what is there now is kept as `aside`.

    Raises:
        UsageError: an office is served from there.
        BackupError, WorkspaceError: as `restore_backup`; nothing was changed.
    """
    made = aside.with_name(f"{aside.name}-restored")
    with _unserved(folder):
        backup = restore_backup(path, made, server)
        if not exchange(made, folder):  # a file system that cannot do both at once
            folder.rename(aside)
            made.rename(folder)
        else:
            made.rename(aside)
    return backup


@contextmanager
def _unserved(folder: Path) -> Iterator[None]:
    lock = folder / _OFFICE
    if not lock.exists():
        yield
        return
    try:
        with hold_alone(lock):
            yield
    except InUseError:
        raise UsageError(
            _("This workspace is being served."),
            where=str(folder),
            remedy=_("Stop terakoya serve first."),
        ) from None


def find_lacking(folder: Path, database: Database) -> tuple[str, ...]:
    """Return the files of submissions that a workspace's records name and its store lacks."""
    store = SubmissionStore(folder / "var" / "submissions")
    with database.reading() as session:
        paths = (store.path(sha256) for sha256 in stored_contents(session))
        return tuple(sorted(str(path) for path in paths if not path.is_file()))


def _unpack(archive: ZipFile, backup: Backup, made: Path) -> None:
    for name in _FOLDERS:
        (made / name).mkdir()
    for name, kept in backup.files.items():
        target = made / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for piece in read_pieces(archive, name, kept):
                file.write(piece)
        target.chmod(kept.mode)
    for name in _PRIVATE:
        if (made / name).is_dir():
            (made / name).chmod(0o700)


def _compare_counts(made: Path, backup: Backup) -> None:
    """Bring the records to the form of this version, and look whether all are there."""
    with closing(open_database(file_address(made / RECORDS))) as records, records.reading() as rows:
        if count_records(rows) != backup.counts:
            raise BackupError(_("The backup is damaged."), where=RECORDS)


def _restore_to_server(archive: ZipFile, backup: Backup, folder: Path, server: Address) -> None:
    """Put the records into a server's database; they count when the folder is in place."""
    placed = False
    try:
        with closing(open_database(server)) as target, target.session() as writing:
            _fill_server(archive, backup, folder, writing)
            placed = True
    except BaseException:
        if placed:  # the records were not kept: neither is the folder
            take_away(folder)
        raise


def _fill_server(archive: ZipFile, backup: Backup, folder: Path, writing: Session) -> None:
    if holds_records(writing):
        raise BackupError(
            _("The database holds records already."),
            where="TERAKOYA_DATABASE_URL",
            remedy=_("Name an empty database; a backup is never put over what is there."),
        )
    with new_folder(folder) as made:
        _unpack(archive, backup, made)
        _compare_counts(made, backup)
        kept = file_address(made / RECORDS)
        with closing(open_database(kept)) as records, records.reading() as reading:
            copy_rows(reading, writing)
        for file in made.glob(f"{RECORDS}*"):  # the journals too
            file.unlink()
        writing.flush()
