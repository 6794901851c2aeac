"""One run at a time: a lock that is gone with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["InUseError", "hold_alone"]


class InUseError(Exception):
    """Another process, or another thread of this one, holds the lock."""


@contextmanager
def hold_alone(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, made where it is missing; the kernel frees it at a kill.

    Raises:
        InUseError: somebody else holds it.

    >>> from terakoya_autograde.storage import InUseError, hold_alone, scratch_folder
    >>> with scratch_folder("example") as folder, hold_alone(folder / "lock"):
    ...     try:
    ...         with hold_alone(folder / "lock"):
    ...             pass
    ...     except InUseError:
    ...         print("somebody else is at it")
    somebody else is at it
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # no `open("w")`: that would follow a link, and empty what it points at
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUseError(str(path)) from error
        yield
    finally:
        os.close(descriptor)
