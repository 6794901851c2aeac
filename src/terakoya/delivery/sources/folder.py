"""A folder as a source: walked and read by handles, so that no link can lead out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from terakoya.delivery.entries import Entry, Listing, Refused, TooManyError
from terakoya.delivery.file_names import is_candidate, is_ignored, printable, split_name
from terakoya.delivery.limits import Budget, CollectLimits, largest, too_large
from terakoya.delivery.source import Asked, Source
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.model import Text

__all__ = ["SOURCE", "FolderSource"]

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK, opening a FIFO that took a file's place would wait forever.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FolderSource:
    """Lists the notebooks and zips below a folder."""

    def __init__(self, root: Path, limits: CollectLimits, below: tuple[str, ...] = ()) -> None:
        """Name the folder: `below`, from `root`, may hold no link; `root` itself may be one."""
        self._root, self._limits, self._below = root, limits, below
        self._entries: list[Entry] = []
        self._refused: list[Refused] = []
        self._others: list[Entry] = []
        self._seen = 0

    def listing(self) -> Listing:
        """List the folder, depth first, by name.

        Raises:
            SubmissionError: it holds too many files, or cannot be read.
        """
        self._entries, self._refused, self._others, self._seen = [], [], [], 0
        try:
            with _opened(self._root, self._below, _FOLDER | os.O_NOFOLLOW) as handle:
                self._walk(handle, ())
        except OSError as error:
            raise _unreadable(error) from None
        return Listing(tuple(self._entries), tuple(self._refused), tuple(self._others))

    def close(self) -> None:
        """Nothing stays open."""

    def _walk(self, handle: int, above: tuple[str, ...]) -> None:
        if len(above) > self._limits.folder_depth:
            raise SubmissionError(
                _("Folders are nested more than {limit} deep.").format(
                    limit=self._limits.folder_depth
                ),
                remedy=_("Move the notebooks up."),
            )
        for name in sorted(os.listdir(handle)):
            self._seen += 1
            if self._seen > self._limits.entries:
                raise TooManyError(self._limits.entries)
            try:
                self._visit(handle, (*above, name))
            except TooManyError:
                raise
            except SubmissionError as error:
                self._refuse((*above, name), error)
            except OSError as error:
                self._refuse((*above, name), _unreadable(error))

    def _visit(self, handle: int, raw: tuple[str, ...]) -> None:
        if is_ignored(raw[-1:]):
            return
        parts = split_name("/".join(raw))
        status = os.stat(raw[-1], dir_fd=handle, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            inner = os.open(raw[-1], _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            try:
                self._walk(inner, raw)
            finally:
                os.close(inner)
        elif not stat.S_ISREG(status.st_mode):
            raise _irregular(status.st_mode)
        else:
            self._add(raw, parts, status)

    def _add(self, raw: tuple[str, ...], parts: tuple[str, ...], status: os.stat_result) -> None:
        name = printable("/".join(parts))
        reading = partial(
            _read_beneath, self._root, (*self._below, *raw), largest(parts, self._limits)
        )
        wanted = self._entries if is_candidate(parts) else self._others
        wanted.append(Entry(name, parts, _moment(status.st_mtime), reading))
        if len(self._entries) > self._limits.files:
            raise TooManyError(self._limits.files)

    def _refuse(self, raw: tuple[str, ...], error: SubmissionError) -> None:
        self._refused.append(Refused(printable("/".join(raw)), error.sentence))


def _read_beneath(root: Path, raw: tuple[str, ...], limit: int, budget: Budget) -> bytes:
    """Read a file below `root`; no part of its path may be a link, whatever changed meanwhile."""
    try:
        with _opened(root, raw, _FILE) as handle:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _irregular(status.st_mode)
            with os.fdopen(handle, "rb", closefd=False) as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(error) from None
    if len(content) > limit:
        raise too_large(limit)
    budget.spend(len(content))
    return content


@contextmanager
def _opened(root: Path, raw: tuple[str, ...], flags: int) -> Iterator[int]:
    """Open what lies at `raw` below `root`, part by part, following no link."""
    handles = [os.open(root, _FOLDER)]
    try:
        for part in raw[:-1]:
            handles.append(os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=handles[-1]))
        if raw:
            handles.append(os.open(raw[-1], flags, dir_fd=handles[-1]))
        yield handles[-1]
    finally:
        for handle in handles:
            os.close(handle)


def _irregular(mode: int) -> SubmissionError:
    kind = _("a special file")
    for test, word in (
        (stat.S_ISLNK, _("a link")),
        (stat.S_ISFIFO, _("a pipe")),
        (stat.S_ISSOCK, _("a socket")),
        (stat.S_ISCHR, _("a device")),
        (stat.S_ISBLK, _("a device")),
    ):
        if test(mode):
            kind = word
    what = _("This is {kind}, not a file.").format(kind=kind)
    return SubmissionError(what, remedy=_("Put the file itself in its place."))


def _unreadable(error: OSError) -> SubmissionError:
    what = _("It cannot be read: {reason}.").format(reason=error.strerror)
    return SubmissionError(what, remedy=_("Check its permissions, and that it is no link."))


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)  # later than now, which is what counts then


def _open(asked: Asked) -> FolderSource | None:
    path = asked.path
    return FolderSource(path, asked.limits) if path is not None and path.is_dir() else None


SOURCE = Source("folder", protocol=1, words=Text(ja="フォルダー", en="a folder"), open=_open)
