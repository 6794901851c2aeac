"""How often a command looks for garbage: seldom while it begins, and not at all when it ends."""

from __future__ import annotations

import atexit
import gc

__all__ = ["collect_seldom"]

_NEW_OBJECTS = 200_000  # between two looks; Python's own 700 make thousands of looks at imports


def collect_seldom() -> None:
    """Look for garbage seldom from now on, and leave what is there to the end of the process.

    A command that imports two thousand modules spends a third of its time on looks that find
    nothing, and as much again when it ends, on what goes with the process anyway.
    """
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
    atexit.register(gc.freeze)  # what is frozen is not looked at
