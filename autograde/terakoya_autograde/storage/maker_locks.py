"""Who holds a file or folder in the making: told by a lock that ends with its process.

The kernel lets go of a lock when the process ends, however that is. Whoever can take the lock of a
thing in the making knows that its maker is gone.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from weakref import finalize

__all__ = ["Hold", "hold"]


class Hold:
    """A lock on one open file or folder, until `release`, or until nobody has this object.

    Attributes:
        locked: False where the file system has no locks, so that nobody can tell who is gone.
    """

    def __init__(self, descriptor: int) -> None:
        self.release = finalize(self, os.close, descriptor)
        self.locked = True


def hold(path: Path) -> Hold | None:
    """Hold what is at a path; None where somebody else does, it is another's, or it is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    held = Hold(descriptor)
    try:
        held.locked = _lock(descriptor)
        mine, there = os.fstat(descriptor), os.lstat(path)
    except OSError:
        held.release()
        return None
    same = (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
    if same and mine.st_uid == os.geteuid():
        return held
    held.release()
    return None


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True
