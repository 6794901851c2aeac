"""Reading a backup: each file is proven by its digest, and goes nowhere else than it says."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from terakoya.backup.backup_manifest import MANIFEST, RECORDS, Backup, KeptFile, is_safe_name
from terakoya.errors import BackupError
from terakoya.language import gettext as _

__all__ = ["check_backup", "check_files", "open_backup", "read_pieces"]

PIECE = 2**20  # bytes in memory
_MOST = 256 * 2**20  # bytes of backup.json: some million files
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,  # a compression that it has not
    RuntimeError,  # an encryption
)


def check_backup(path: Path) -> Backup:
    """Read a whole backup and return what it holds.

    Raises:
        BackupError: it is none, or a file in it is not what was kept.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return check_files(file)


def check_files(
    file: BinaryIO, expected: Backup | None = None, tell: Callable[[int], None] | None = None
) -> Backup:
    """Read all of an open backup; errors as `check_backup`.

    Args:
        expected: what it must hold.
        tell: told how many bytes more are read.
    """
    with open_backup(file) as (archive, backup):
        if expected is not None and backup != expected:
            raise _damaged(MANIFEST)
        for name, kept in backup.files.items():
            for piece in read_pieces(archive, name, kept):
                if tell is not None:
                    tell(len(piece))
    return backup


@contextmanager
def open_backup(file: BinaryIO) -> Iterator[tuple[zipfile.ZipFile, Backup]]:
    """Yield an open backup and what it holds; its names are safe to write.

    Raises:
        BackupError: it is none.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise _no_backup(getattr(file, "name", "")) from None
    with archive:
        yield archive, _read_manifest(archive, str(getattr(file, "name", "")))


def _read_manifest(archive: zipfile.ZipFile, where: str) -> Backup:
    try:
        if archive.getinfo(MANIFEST).file_size > _MOST:
            raise _no_backup(where)
        backup = Backup.model_validate_json(archive.read(MANIFEST))
    except _BROKEN:  # pydantic's too: a ValueError
        raise _no_backup(where) from None
    if sorted(archive.namelist()) != sorted([MANIFEST, *backup.files]):
        raise _damaged(MANIFEST)
    if RECORDS not in backup.files or not all(is_safe_name(name) for name in backup.files):
        raise _no_backup(where)
    return backup


def read_pieces(archive: zipfile.ZipFile, name: str, kept: KeptFile) -> Iterator[bytes]:
    """Yield a file's content piece by piece; no more than was kept.

    Raises:
        BackupError: it is not what was kept; what has been yielded is not to be used.
    """
    digest, left = hashlib.sha256(), kept.size
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise _damaged(name)
                digest.update(piece)
                yield piece
    except _BROKEN:
        raise _damaged(name) from None
    if left or digest.hexdigest() != kept.sha256:
        raise _damaged(name)


def _no_backup(where: str) -> BackupError:
    return BackupError(
        _("This is no backup that this Terakoya can read."),
        where=where,
        remedy=_(
            "Name a file that “terakoya backup” has made; a newer one needs a newer Terakoya."
        ),
    )


def _damaged(name: str) -> BackupError:
    return BackupError(
        _("The backup is damaged."), where=name, remedy=_("Use another backup, or copy it again.")
    )
