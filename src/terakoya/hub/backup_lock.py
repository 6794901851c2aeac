"""One backup of an office at a time: told by a lock that ends with the process that makes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from terakoya_autograde.storage import InUseError, hold_alone

from terakoya.workspace import Workspace

__all__ = ["is_being_made", "making_alone"]

_STEP = 0.05  # seconds
_GLANCE = 2.0  # seconds: the site holds the lock for a glance, to find out whether it is held


@contextmanager
def making_alone(workspace: Workspace, patience: float = _GLANCE) -> Iterator[bool]:
    """Yield whether nobody else makes a backup; nobody else begins one in the block then."""
    with ExitStack() as stack:
        yield _take(stack, _lock_of(workspace), time.monotonic() + patience)


def is_being_made(workspace: Workspace) -> bool:
    """Tell whether a process makes one, whoever has started it; ask from one thread at a time."""
    path = _lock_of(workspace)
    if not path.is_file():
        return False
    try:
        with hold_alone(path):
            return False
    except InUseError:
        return True
    except OSError:  # nobody can tell; the process that is started then looks itself
        return False


def _lock_of(workspace: Workspace) -> Path:
    return workspace.var / ".backup.lock"


def _take(stack: ExitStack, path: Path, deadline: float) -> bool:
    while True:
        try:
            stack.enter_context(hold_alone(path))
        except InUseError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_STEP)
        except OSError:  # a full disk, say: the backup itself finds out, and says so
            return True
        else:
            return True
