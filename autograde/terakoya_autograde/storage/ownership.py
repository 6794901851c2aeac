"""Whose a file or a folder is: what is kept between runs counts only where nobody else wrote it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

__all__ = ["is_ours"]

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def is_ours(known: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Tell whether nobody but this account, and the machine's owner, can have written it.

    Args:
        is_kind: tells of a mode what it must be of: `stat.S_ISDIR`, `stat.S_ISREG`.
    """
    mode = known.st_mode
    return is_kind(mode) and known.st_uid == os.geteuid() and not mode & _OTHERS
