"""How full a home is, counted from outside; no link of its owner leads anywhere else."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

__all__ = ["NEARLY", "USAGE", "HomeUsage", "measure_home", "read_usage"]

NEARLY = 0.8
"""From this part of the quota on its owner is told."""
USAGE = "usage.json"
_MOST_ENTRIES = 400_000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_BLOCK = 512  # bytes: the unit of st_blocks


@dataclass(frozen=True)
class HomeUsage:
    """How full a home is.

    Attributes:
        used: bytes on the disk.
        quota: bytes that it may have.
        entries: files and folders in it.
        most_entries: how many it may have.
    """

    used: int
    quota: int
    entries: int = 0
    most_entries: int = _MOST_ENTRIES

    @property
    def part(self) -> float:
        """How much of what it may have it has: 1 is all."""
        return max(self.used / max(self.quota, 1), self.entries / max(self.most_entries, 1))

    @property
    def is_nearly_full(self) -> bool:
        """Whether its owner should be told."""
        return self.part >= NEARLY

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be written."""
        return self.part >= 1


def measure_home(home: Path, quota: int, most_entries: int = _MOST_ENTRIES) -> HomeUsage:
    """Count a home; where it has more entries than it may have, the rest is not looked at.

    A file with several names counts once. What has no name any more, but is open, counts not.
    """
    used, entries, linked = 0, 0, set[tuple[int, int]]()
    try:
        for found in _walk(home):
            entries += 1
            if found.st_nlink > 1 and not stat.S_ISDIR(found.st_mode):
                key = (found.st_dev, found.st_ino)
                if key in linked:
                    continue
                linked.add(key)
            used += found.st_blocks * _BLOCK
            if entries > most_entries:
                break
    except _TooDeepError:
        entries = most_entries + 1
    return HomeUsage(used, quota, entries, most_entries)


class _TooDeepError(Exception):
    """A folder lies so deep that no path leads to it, so nobody can say what is in it."""


def _walk(home: Path) -> Iterator[os.stat_result]:
    """Yield what is in a folder and below, without following a link."""
    waiting = [str(home)]
    while waiting:
        path = waiting.pop()
        folder = _open(path)
        if folder is None:
            continue
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    with suppress(OSError):  # it is gone
                        found = entry.stat(follow_symlinks=False)
                        yield found
                        if stat.S_ISDIR(found.st_mode):
                            waiting.append(f"{path}/{entry.name}")
        finally:
            os.close(folder)


def _open(path: str) -> int | None:
    """Return a folder's descriptor; None where it is gone.

    Its owner may have closed it to everybody, and so to us: it is opened again.
    """
    try:
        return os.open(path, _FOLDER)
    except PermissionError:
        with suppress(OSError):
            place = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                os.chmod(f"/proc/self/fd/{place}", 0o700)  # noqa: PTH101 - no name, no link
                return os.open(f"/proc/self/fd/{place}", os.O_RDONLY | os.O_CLOEXEC)
            finally:
                os.close(place)
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _TooDeepError from error
        return None


def read_usage(path: Path) -> HomeUsage | None:
    """Return what was last counted, as it was written for inside; None where nothing was."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=HomeUsage)
    except (OSError, msgspec.DecodeError):
        return None
