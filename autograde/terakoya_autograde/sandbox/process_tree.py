"""How much memory a whole tree of processes holds.

Nothing inside can hide memory from the count: anonymous pages are in some process's RssAnon or
VmSwap, page tables in its VmPTE; what the kernel holds for it counts as `unseen` says; memfd, SysV
segments and shared anonymous mappings, whose unmapped pages no process shows, are refused by the
seccomp filter.
"""

from __future__ import annotations

import os
from pathlib import Path

from terakoya_autograde.sandbox import kernel_memory

__all__ = ["process_memory", "tree", "tree_memory"]

_COUNTED = (b"RssAnon:", b"VmSwap:", b"HugetlbPages:", b"VmPTE:")
_SHARED, _TABLE = b"RssShmem:", b"FDSize:"
_EXACT = (b"Pss_Anon:", b"SwapPss:", b"Private_Hugetlb:", b"Shared_Hugetlb:")
_PROCESSES = 4096  # of a tree that forks faster than it is read


def tree(pid: int) -> list[int]:
    """The process and all that it started, as far as they are alive.

    Inside a pid namespace no process can leave the tree: orphans go to its init.
    """
    found, seen = [pid], 0
    while seen < len(found) < _PROCESSES:
        found += _children(found[seen])
        seen += 1
    return found


def tree_memory(pid: int, exact_from: int | None = None, *, sandboxed: bool = False) -> int:
    """Bytes of memory that the process and all it started hold; 0 when it is gone.

    The quick sum (0.1 ms a process) counts a page once for every process that shares it, so what
    was inherited from a warm parent counts in full, and every descriptor and mapping that there
    can be: an upper bound. Where that reaches `exact_from` bytes, each page is divided by its
    sharers instead (PSS; some ms), and the descriptors and mappings are counted. What may not be
    looked at counts in full.

    Args:
        sandboxed: its network and its private file systems are its own, and count.
    """
    processes = tree(pid)
    files = kernel_memory.files(pid) if sandboxed else None
    extra = (files or 0) + (kernel_memory.sockets(pid) if sandboxed else 0)
    shared = files is None  # where files count, their mapped pages have been counted
    mapped = kernel_memory.most_mappings()
    total = extra + sum(_quick(process, mapped, shared=shared) for process in processes)
    if exact_from is None or total < exact_from:
        return total
    pipes = set[str]()
    for process in processes:
        extra += _exact(process, mapped, pipes, shared=shared)
        if 0 < exact_from < extra:  # how much more does not matter, and takes time
            break
    return extra


def process_memory(pid: int) -> int:
    """Bytes that one process holds, each page divided by its sharers; 0 where nobody can tell."""
    try:
        return 1024 * sum(_fields(f"{_living(pid)[0]}/smaps_rollup", _EXACT).values())
    except OSError:
        return 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text("ascii").split()]
    except OSError:  # it ended meanwhile
        pass
    return found


def _fields(path: str, names: tuple[bytes, ...]) -> dict[bytes, int]:
    """Return the numbers of some lines of a file in /proc, by the lines' names."""
    with open(path, "rb") as lines:  # noqa: PTH123 - ten times a second for every process
        return {line.split()[0]: int(line.split()[1]) for line in lines if line.startswith(names)}


def _living(pid: int) -> tuple[str, dict[bytes, int]]:
    """Return the place in /proc that shows a process's memory, and its status there.

    A process whose first thread has ended is shown as dead, while the others go on in its memory.
    """
    folder, names = f"/proc/{pid}", (*_COUNTED, _SHARED, _TABLE)
    status = _fields(f"{folder}/status", names)
    if _COUNTED[0] in status:
        return folder, status
    for task in os.listdir(f"{folder}/task"):  # noqa: PTH208 - as above
        shown = _fields(f"{folder}/task/{task}/status", names)
        if _COUNTED[0] in shown:
            return f"{folder}/task/{task}", shown
    return folder, status


def _quick(pid: int, mapped: int, *, shared: bool) -> int:
    """Return the most that one process can hold."""
    try:
        _, status = _living(pid)
    except OSError:
        return 0
    if _COUNTED[0] not in status:  # dead, and not yet taken away
        return 0
    return _sum(status, shared=shared) + status.get(_TABLE, 0) * kernel_memory.DESCRIPTOR + mapped


def _sum(status: dict[bytes, int], *, shared: bool) -> int:
    names = (*_COUNTED, _SHARED) if shared else _COUNTED
    return 1024 * sum(status.get(name, 0) for name in names)


def _exact(pid: int, mapped: int, pipes: set[str], *, shared: bool) -> int:
    """Return what one process holds; what may not be looked at counts in full."""
    try:
        folder, status = _living(pid)
    except OSError:
        return 0
    tables = 1024 * status.get(b"VmPTE:", 0)
    names = (*_EXACT, b"Pss_Shmem:") if shared else _EXACT
    try:
        pages = 1024 * sum(_fields(f"{folder}/smaps_rollup", names).values()) + tables
        notes = kernel_memory.mappings(folder)
        held = kernel_memory.descriptors(folder, pipes)
    except (PermissionError, FileNotFoundError):
        return _quick(pid, mapped, shared=shared)
    except OSError:
        return 0
    return pages + notes + held
