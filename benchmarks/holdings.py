"""What a process and all that it has started hold, as numbers that return to what they were."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

__all__ = ["Holdings", "name_descriptors"]

_SHARED = ("/dev/shm/", "/memfd:", "/SYSV")  # noqa: S108 - names to look for


@dataclass(frozen=True)
class Holdings:
    """Numbers of things, of a process and of everything below it.

    Attributes:
        files: files, folders and sockets in the temporary folder.
        shared: mappings and descriptors of shared memory, and System V segments.
        listeners: sockets that wait for connections, whether on the network or in the file system.
    """

    processes: int
    descriptors: int
    threads: int
    files: int
    shared: int
    listeners: int

    @classmethod
    def of(cls, pid: int, temporary: Path) -> Holdings:
        """Look at a process, at all that it has started, and at its temporary folder."""
        top = psutil.Process(pid)
        tree = (top, *top.children(recursive=True))
        seen: Counter[str] = Counter()
        for process in tree:
            with contextlib.suppress(psutil.Error, OSError):  # it ended just now
                seen.update(_look_at(process))
        segments = _count_segments({process.pid for process in tree})
        return cls(
            processes=seen["processes"],
            descriptors=seen["descriptors"],
            threads=seen["threads"],
            files=sum(1 for _path in temporary.rglob("*")),
            shared=seen["shared"] + segments,
            listeners=seen["listeners"],
        )

    def __str__(self) -> str:
        return ", ".join(f"{count} {kind}" for kind, count in asdict(self).items())

    def left_over(self, before: Holdings) -> list[str]:
        """Say what is more than before."""
        then = asdict(before)
        more = {kind: count - then[kind] for kind, count in asdict(self).items()}
        return [f"{count} {kind} are left" for kind, count in more.items() if count > 0]


def name_descriptors(pid: int) -> Counter[str]:
    """Say what a process and everything below it have open, and how often."""
    top = psutil.Process(pid)
    seen: Counter[str] = Counter()
    for process in (top, *top.children(recursive=True)):
        with contextlib.suppress(psutil.Error, OSError):  # it ended just now
            who = " ".join(process.cmdline())[-60:]
            for name in _names_of_descriptors(Path("/proc", str(process.pid))):
                kind, _colon, _number = name.partition(":[")
                seen[f"{kind} in {who}"] += 1
    return seen


def _look_at(process: psutil.Process) -> dict[str, int]:
    home = Path("/proc", str(process.pid))
    return {
        "descriptors": process.num_fds(),
        "threads": process.num_threads(),
        "listeners": _count_listeners(home),
        "shared": sum(1 for name in _names_of_memory(home) if name.startswith(_SHARED)),
        "processes": 1,
    }


def _names_of_memory(home: Path) -> Iterator[str]:
    """Yield what a process has mapped or open, by name."""
    for line in (home / "maps").read_text().splitlines():
        parts = line.split(maxsplit=5)
        if len(parts) == 6:
            yield parts[5]
    yield from _names_of_descriptors(home)


def _count_listeners(home: Path) -> int:
    """Count the process's own sockets that listen, in its own network."""
    listening = set()
    for table in ("tcp", "tcp6"):
        rows = _rows(home / "net" / table)
        listening |= {row[9] for row in rows if row[3] == "0A"}  # TCP_LISTEN
    rows = _rows(home / "net" / "unix")
    listening |= {row[6] for row in rows if int(row[3], 16) & 0x10000}  # __SO_ACCEPTCON
    own = {link.rstrip("]").removeprefix("socket:[") for link in _names_of_descriptors(home)}
    return len(listening & own)


def _names_of_descriptors(home: Path) -> Iterator[str]:
    for link in (home / "fd").iterdir():
        with contextlib.suppress(OSError):  # it was closed just now
            yield str(link.readlink())


def _rows(table: Path) -> list[list[str]]:
    with contextlib.suppress(OSError):
        return [line.split() for line in table.read_text().splitlines()[1:]]
    return []


def _count_segments(pids: set[int]) -> int:
    """Count System V's shared memory that one of the processes made."""
    rows = _rows(Path("/proc/sysvipc/shm"))
    return sum(1 for row in rows if int(row[4]) in pids)
