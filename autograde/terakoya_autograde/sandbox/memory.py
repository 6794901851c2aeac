"""How much memory a whole tree of processes holds.

Nothing inside can hide memory from the count: anonymous pages are in some process's RssAnon or
VmSwap; the private tmpfs are sized; memfd, SysV segments and shared anonymous mappings, whose
unmapped pages no process shows, are refused by the seccomp filter.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["tree", "tree_memory"]

_COUNTED = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"HugetlbPages:")
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


def tree_memory(pid: int, exact_from: int | None = None) -> int:
    """Bytes of memory that the process and all it started hold; 0 when it is gone.

    The quick sum (0.1 ms a process) counts a page once for every process that shares it, so what
    was inherited from a warm parent counts in full: an upper bound. Where that reaches
    `exact_from` bytes, each page is divided by its sharers instead (PSS; some ms). A process
    whose PSS may not be read counts in full.
    """
    processes = tree(pid)
    total = sum(_resident(process) for process in processes)
    if exact_from is None or total < exact_from:
        return total
    return sum(_proportional(process) for process in processes)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text("ascii").split()]
    except OSError:  # it ended meanwhile
        pass
    return found


def _kilobytes(path: str, names: tuple[bytes, ...]) -> int:
    with open(path, "rb") as lines:  # noqa: PTH123 - ten times a second for every process
        return sum(int(line.split()[1]) for line in lines if line.startswith(names))


def _resident(pid: int) -> int:
    try:
        return 1024 * _kilobytes(f"/proc/{pid}/status", _COUNTED)
    except OSError:
        return 0


def _proportional(pid: int) -> int:
    names = (b"Pss_Anon:", b"Pss_Shmem:", b"SwapPss:", b"Private_Hugetlb:", b"Shared_Hugetlb:")
    try:
        return 1024 * _kilobytes(f"/proc/{pid}/smaps_rollup", names)
    except PermissionError:
        return _resident(pid)
    except OSError:
        return 0
