"""Temporary folders of which none stays, even where the process that made one was killed.

A process holds a lock on each of its folders. The kernel lets go of it when the process ends,
however it ends; whoever makes the next folder then takes the forgotten ones away. Those of other
users are left alone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from terakoya_autograde.storage.crash_points import CrashPoint, reached
from terakoya_autograde.storage.maker_locks import hold

__all__ = ["Scratch", "scratch_folder"]

_PREFIX = "terakoya-"


class Scratch:
    """One private folder in the temporary directory, until `remove` or the end of the process."""

    def __init__(self, kind: str) -> None:
        """Make the folder ``terakoya-<kind>-…`` and take away those of processes that are gone."""
        for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{kind}-*"):
            _remove_forgotten(path)
        held = None
        while held is None:
            self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-"))
            held = hold(self.path)  # None: somebody took it for a forgotten one
        self._held = held
        reached(CrashPoint.SCRATCH_MADE)

    def remove(self) -> None:
        """Remove the folder and all in it; harmless when that is done."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._held.release()
        reached(CrashPoint.SCRATCH_REMOVED)


@contextmanager
def scratch_folder(kind: str) -> Iterator[Path]:
    """Yield a private temporary folder that is gone afterwards; see `Scratch`."""
    scratch = Scratch(kind)
    try:
        yield scratch.path
    finally:
        scratch.remove()


def _remove_forgotten(path: Path) -> None:
    held = hold(path)
    if held is None:
        return
    if held.locked and path.is_dir():
        with suppress(OSError):
            shutil.rmtree(path)
    held.release()
