"""Memory that a process has the kernel hold, and that is in no process's size.

What is queued in pipes and sockets, the lists behind descriptors that watch others, the kernel's
notes on mappings, and the files of the private file systems. How much of it there is cannot be
asked for, so each thing that can hold some counts with the most that it can hold; the seccomp
filter sees to it that none can be made larger. The kernel's structures were measured on Linux 6.18
(/proc/slabinfo) and are rounded up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from terakoya_autograde.sandbox.root import WRITABLE

__all__ = ["DESCRIPTOR", "descriptors", "files", "mappings", "most_mappings", "sockets"]

DESCRIPTOR = 64 * 1024  # a full pipe (16 pages), or an epoll with 256 entries
_QUEUE = 212_992  # net.core.wmem_default, where it cannot be read; what is queued, with its heads
_MAPPING = 256  # a vm_area_struct and its part of a node of the tree that it is in
_INODE = 1536  # with its name's entry
_HOLDING = ("pipe:", "anon_inode:")
_MOST_READ = 1 << 20


def descriptors(folder: str, seen: set[str]) -> int:
    """Return the bytes that a process's pipes and watching descriptors may hold.

    Args:
        folder: the process's place in /proc.
        seen: pipes that were counted for other processes; those of this one are added.

    Raises:
        PermissionError: its descriptors may not be looked at.
        OSError: it has ended.
    """
    total = 0
    for name in os.listdir(f"{folder}/fd"):  # noqa: PTH208 - ten times a second
        try:
            target = os.readlink(f"{folder}/fd/{name}")  # noqa: PTH115 - the same
        except FileNotFoundError:
            continue
        if target.startswith(_HOLDING) and not (target.startswith("pipe:") and target in seen):
            total += DESCRIPTOR
            seen.add(target)
    return total


def mappings(folder: str) -> int:
    """Return the bytes that the kernel's notes on a process's mappings take.

    Raises:
        OSError: they may not be read, or it has ended.
    """
    lines = 0
    with open(f"{folder}/maps", "rb", buffering=0) as text:  # noqa: PTH123 - hot path
        while data := text.read(_MOST_READ):
            lines += data.count(b"\n")
    return lines * _MAPPING


def most_mappings() -> int:
    """Return the most bytes that the notes on one process's mappings can take."""
    return _read_number("/proc/sys/vm/max_map_count", 65_530) * _MAPPING


def sockets(pid: int) -> int:
    """Return the bytes that may be queued in the sockets of a process's network namespace.

    A socket that is closed counts as long as anything of it waits to be read.
    """
    queue = _read_number("/proc/sys/net/core/wmem_default", _QUEUE)
    try:
        with open(f"/proc/{pid}/net/sockstat", "rb") as text:  # noqa: PTH123 - hot path
            first = text.readline().split()
    except OSError:  # it has ended
        return 0
    return int(first[2]) * queue if first[:2] == [b"sockets:", b"used"] else 0


def files(pid: int, places: Iterable[str] = WRITABLE) -> int | None:
    """Return the bytes in a process's private file systems; None where they cannot be looked at.

    What was deleted counts as long as it is open.
    """
    total = 0
    for place in places:
        try:
            found = os.statvfs(f"/proc/{pid}/root{place}")
        except OSError:
            return None
        total += (found.f_blocks - found.f_bfree) * found.f_frsize
        total += (found.f_files - found.f_ffree) * _INODE
    return total


def _read_number(path: str, default: int) -> int:
    try:
        with open(path, "rb") as text:  # noqa: PTH123 - hot path
            return int(text.read())
    except (OSError, ValueError):
        return default
