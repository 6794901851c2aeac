"""Temporary folders of which none stays, even where the process that made one was killed.

A process holds a lock on each of its folders. The kernel lets go of it when the process ends,
however it ends; whoever makes the next folder then takes the forgotten ones away. Those of other
users are left alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Scratch", "scratch_folder"]

_PREFIX = "terakoya-"


class Scratch:
    """One private folder in the temporary directory, until `remove` or the end of the process."""

    def __init__(self, kind: str) -> None:
        """Make the folder ``terakoya-<kind>-…`` and take away those of processes that are gone."""
        for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{kind}-*"):
            _remove_forgotten(path)
        made = None
        while made is None:
            self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-"))
            made = _lock(self.path)  # None: somebody took it for a forgotten one
        self._lock = made

    def remove(self) -> None:
        """Remove the folder and all in it; harmless when that is done."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


@contextmanager
def scratch_folder(kind: str) -> Iterator[Path]:
    """Yield a private temporary folder that is gone afterwards."""
    scratch = Scratch(kind)
    try:
        yield scratch.path
    finally:
        scratch.remove()


def _lock(path: Path) -> int | None:
    """Return a locked descriptor of our own folder; None where it is another's, in use, or gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid == os.geteuid() and path.is_dir():
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _remove_forgotten(path: Path) -> None:
    if (descriptor := _lock(path)) is not None:
        with suppress(OSError):
            shutil.rmtree(path)
        os.close(descriptor)
