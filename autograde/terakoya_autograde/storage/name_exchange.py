"""Two names exchanged in one system call: a reader finds the one or the other, never nothing.

renameat2(2), in Linux since 3.15; not every file system knows the exchange.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["exchange"]

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE
_UNKNOWN = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})


def exchange(one: Path, other: Path) -> bool:
    """Let two files or folders of one file system have each other's name; False where it cannot.

    Raises:
        OSError: one of them is not there, or the folder is not ours to write.
    """
    call = _find_call()
    if call is None:
        return False
    sys.audit("os.rename", str(one), str(other), -1, -1)  # as Python's own renames tell of it
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


@cache
def _find_call() -> Any:
    """Return the C library's function; None where it has none."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is not None:
        text = ctypes.c_char_p
        call.argtypes = [ctypes.c_int, text, ctypes.c_int, text, ctypes.c_uint]
    return call
