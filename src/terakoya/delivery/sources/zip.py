"""A zip as a source, from Windows, macOS or a learning management system."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from terakoya.delivery.entries import Entry, Listing, Refused, TooManyError
from terakoya.delivery.file_names import is_candidate, is_ignored, printable, split_name
from terakoya.delivery.limits import MEGABYTE, Budget, CollectLimits, largest, too_large
from terakoya.delivery.source import Asked, Source
from terakoya.delivery.zip_times import moment_of
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.model import Text

__all__ = ["SOURCE", "ArchiveSource"]

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_MAX_DIRECTORY_BYTES = 32 * MEGABYTE
_BROKEN = (
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class ArchiveSource:
    """Lists the notebooks and zips of one zip; the file stays open until `close`."""

    def __init__(self, file: IO[bytes], written: datetime, limits: CollectLimits) -> None:
        """Open a zip.

        Args:
            file: the zip.
            written: the moment that stands in for dates that its entries do not have.
            limits: what it may hold.

        Raises:
            SubmissionError: it is no zip, is broken, or its directory is too large.
        """
        self._written, self._limits = written, limits
        _require_modest_directory(file)
        try:
            self._archive = zipfile.ZipFile(file)
        except _BROKEN:
            raise _broken() from None

    @classmethod
    def at(cls, path: Path, limits: CollectLimits) -> ArchiveSource:
        """Open the zip at `path`; errors as the constructor."""
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            file = path.open("rb")
        except OSError as error:
            what = _("It cannot be read: {reason}.").format(reason=error.strerror)
            remedy = _("Check its permissions.")
            raise SubmissionError(what, where=str(path), remedy=remedy) from None
        try:
            return cls(file, written, limits)
        except SubmissionError as error:
            file.close()
            raise SubmissionError(error.what, where=path.name, remedy=error.remedy) from None

    def listing(self) -> Listing:
        """List the zip in its own order.

        Raises:
            SubmissionError: it holds too many files.
        """
        members = self._archive.infolist()
        if len(members) > self._limits.entries:
            raise TooManyError(self._limits.entries)
        entries: list[Entry] = []
        refused: list[Refused] = []
        others: list[Entry] = []
        for member in members:
            raw = _decode_name(member)
            try:
                entry = self._entry(member, raw)
            except SubmissionError as error:
                refused.append(Refused(printable(raw), error.sentence))
                continue
            if entry is not None:
                (entries if is_candidate(entry.path) else others).append(entry)
        if len(entries) > self._limits.files:
            raise TooManyError(self._limits.files)
        return Listing(tuple(entries), tuple(refused), tuple(others))

    def close(self) -> None:
        """Close the zip and its file."""
        file = self._archive.fp
        self._archive.close()
        if file is not None:
            file.close()

    def _entry(self, member: zipfile.ZipInfo, raw: str) -> Entry | None:
        """Return the member as an entry, or None where it is of no interest."""
        if is_ignored(tuple(raw.split("/"))):
            return None
        parts = split_name(raw)
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = _("This is a link or a special file, not a file.")
            raise SubmissionError(what, remedy=_("Put the file itself in its place."))
        if raw.endswith("/") or kind == stat.S_IFDIR:
            return None
        limit = largest(parts, self._limits)
        if is_candidate(parts):
            self._require_readable(member, limit)
        reading = partial(self._read, member, limit)
        return Entry(printable("/".join(parts)), parts, self._moment(member), reading)

    def _require_readable(self, member: zipfile.ZipInfo, limit: int) -> None:
        if member.flag_bits & _ENCRYPTED:
            what = _("It is encrypted.")
            raise SubmissionError(what, remedy=_("Make the zip without a password."))
        # Other methods than deflate unpack without a limit before their size is checked.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            what = _("Its compression is not supported.")
            remedy = _("Make the zip with the usual method, deflate.")
            raise SubmissionError(what, remedy=remedy)
        if member.file_size > limit:
            raise too_large(limit)

    def _read(self, member: zipfile.ZipInfo, limit: int, budget: Budget) -> bytes:
        """Unpack a member; never more than its directory says, which is looked at first."""
        self._require_readable(member, limit)
        try:
            with self._archive.open(member) as file:
                content = file.read(member.file_size + 1)
        except _BROKEN:
            what = _("It is damaged in the zip.")
            raise SubmissionError(what, remedy=_("Make the zip again.")) from None
        budget.spend(len(content))
        if len(content) != member.file_size:
            what = _("It is damaged in the zip.")
            raise SubmissionError(what, remedy=_("Make the zip again."))
        return content

    def _moment(self, member: zipfile.ZipInfo) -> datetime:
        """Return a member's date, or the zip's own where it knows none."""
        return moment_of(member) or self._written


def _broken() -> SubmissionError:
    return SubmissionError(_("It is no zip, or is damaged."), remedy=_("Make the zip again."))


def _require_modest_directory(file: IO[bytes]) -> None:
    """Refuse a directory so large that reading it would fill the memory, and the zip64 form.

    The end record is as APPNOTE.TXT 4.3.16 says; zip64 (4.3.15) is for more than 65,535 files.
    """
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - 65_535 - 22 - 20)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise _broken()
    (directory_bytes,) = struct.unpack_from("<L", tail, end + 12)
    if directory_bytes > _MAX_DIRECTORY_BYTES or tail[max(0, end - 20) : end].startswith(
        b"PK\x06\x07"
    ):
        what = _("The zip holds far too many files.")
        raise SubmissionError(what, remedy=_("Zip the notebooks alone."))


def _decode_name(member: zipfile.ZipInfo) -> str:
    """Return a member's whole name; without the UTF-8 flag, Japanese Windows means cp932.

    macOS writes UTF-8 without the flag, so that is tried first: cp932 text is hardly ever UTF-8.
    """
    name = member.orig_filename
    if member.flag_bits & _UTF8_NAME:
        return name
    raw = name.encode("cp437", errors="surrogateescape")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="surrogateescape")


def _open(asked: Asked) -> ArchiveSource | None:
    path = asked.path
    if path is None or not path.is_file() or path.suffix.lower() != ".zip":
        return None
    return ArchiveSource.at(path, asked.limits)


SOURCE = Source("zip", protocol=1, words=Text(ja="zip", en="a .zip file"), open=_open)
