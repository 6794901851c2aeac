"""Memory that a server has taken for a moment, given back to the system.

glibc keeps what is freed, and gives each thread a heap of its own; a server has a few threads that
do little, and is one of many.
"""

from __future__ import annotations

import ctypes
import gc

__all__ = ["give_back", "keep_few_arenas"]

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def keep_few_arenas() -> None:
    """Let the threads that begin from now on share one heap, where the C library is glibc."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Collect garbage, and give what is free back to the system."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
