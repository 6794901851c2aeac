"""What /proc tells of the whole machine, kept still.

How many processes were started, files opened or pages read, on all processors together, is a
number that one submission can drive up and another can read. Inside, these files say what they said
when the warm parent first looked, or nothing; what tells of the child's own processes is as it is.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from terakoya_autograde.sandbox import syscalls

__all__ = ["read_counters", "still_counters", "write_counters"]

# libraries read these: kept as they are at one moment
_KEPT = ("stat", "meminfo", "uptime")
_FIXED = {"loadavg": b"0.00 0.00 0.00 1/1 1\n"}
_EMPTY = (
    *("buddyinfo", "cgroups", "diskstats", "interrupts", "key-users", "locks", "schedstat"),
    *("softirqs", "swaps", "timer_list", "vmstat", "zoneinfo"),
    *("sys/fs/aio-nr", "sys/fs/dentry-state", "sys/fs/file-nr", "sys/fs/inode-nr"),
    *("sys/fs/inode-state", "sys/kernel/pty/nr", "sys/kernel/random/entropy_avail"),
)
_FOLDERS = ("fs", "irq", "pressure")
_HIDDEN, _EMPTY_FILE, _FOLDER = "/etc/counters", "empty", "folder"
_MOST = 64 * 1024  # of one file; a machine with very many processors has more to say


@cache
def read_counters() -> tuple[dict[str, bytes], tuple[str, ...], tuple[str, ...]]:
    """Return what files are to say, by their names below /proc; which to be empty; which folders.

    Cached, as the parent asks for it before every fork: all children see the same.
    """
    contents = {name: Path("/proc", name).read_bytes()[:_MOST] for name in _KEPT} | _FIXED
    empty = tuple(name for name in _EMPTY if Path("/proc", name).is_file())
    return contents, empty, tuple(name for name in _FOLDERS if Path("/proc", name).is_dir())


def write_counters(base: str) -> None:
    """Write the files into the new root, while it can still be written to."""
    os.makedirs(f"{base}{_HIDDEN}/{_FOLDER}")  # noqa: PTH103 - hot path
    for name, content in {**read_counters()[0], _EMPTY_FILE: b""}.items():
        place = os.open(f"{base}{_HIDDEN}/{name}", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        os.write(place, content)
        os.close(place)


def still_counters(base: str) -> None:
    """Put the files and folders that were written over those of the new root's /proc."""
    contents, empty, folders = read_counters()
    sources = {name: name for name in contents}
    sources |= dict.fromkeys(empty, _EMPTY_FILE) | dict.fromkeys(folders, _FOLDER)
    for name, source in sources.items():
        syscalls.mount(f"{base}{_HIDDEN}/{source}", f"{base}/proc/{name}", flags=syscalls.MS_BIND)
