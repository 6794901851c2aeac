"""How far the files of a process may grow (RLIMIT_FSIZE), read and set from outside.

A process may set another one's limits if both have the same account. As root the processes inside
have accounts of their own, and a root without CAP_SYS_RESOURCE, as in containers, may not do it
either: then util-linux's `prlimit` does, with the account of the process.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path

__all__ = ["file_growth", "let_files_grow"]

_LINE = "Max file size"
_SECONDS = 10
_ENDLESS = 2**63 - 1  # larger than any file: no limit


def file_growth(pid: int) -> tuple[int, int] | None:
    """Return to how many bytes a process's files may grow, and to how many it may let them.

    None where the process is gone; a number without an end is larger than any file.
    """
    try:
        lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith(_LINE):
            soft, hard = line.removeprefix(_LINE).split()[:2]
            return _bytes_of(soft), _bytes_of(hard)
    return None


def let_files_grow(pid: int, largest: int) -> bool:
    """Let a process's files grow to so many bytes; tell whether it is so now.

    It may set the limit back itself: the one that binds it for good stays as it was.
    """
    found = file_growth(pid)
    if found is None:
        return False
    soft, hard = found
    wanted = min(largest, hard)
    if soft == wanted:
        return True
    try:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_limit_of(wanted), _limit_of(hard)))
    except PermissionError:
        return _ask_its_account(pid, wanted)
    except (OSError, ValueError):  # it is gone
        return False
    return True


def _ask_its_account(pid: int, wanted: int) -> bool:
    program = shutil.which("prlimit")
    try:
        owner = os.stat(f"/proc/{pid}")  # noqa: PTH116 - who it is now
        if program is None or owner.st_uid == 0:
            return False
        done = subprocess.run(
            [program, f"--pid={pid}", f"--fsize={'unlimited' if wanted == _ENDLESS else wanted}:"],
            user=owner.st_uid,
            group=owner.st_gid,
            extra_groups=[],
            cwd="/",
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _bytes_of(text: str) -> int:
    return _ENDLESS if text == "unlimited" else int(text)


def _limit_of(number: int) -> int:
    return resource.RLIM_INFINITY if number == _ENDLESS else number
