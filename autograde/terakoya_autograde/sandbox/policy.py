"""What a sandboxed process may see and use, and what its caller holds of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Inside", "Policy", "default_readable"]

# Programs and libraries; the rest of /etc (shadow, keys, configuration) is not there inside.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("ld.so.cache", "alternatives", "fonts", "localtime", "timezone", "mime.types")


@dataclass(frozen=True)
class Policy:
    """What a sandboxed process may see and use.

    Attributes:
        readable: trees and files bound read-only at the same path; they must hold no secret, and
            no socket or FIFO of the host (a read-only mount does not stop a connection to one).
        writable: folders bound for reading and writing at the same path. What is below them and
            in `readable` stays read-only. Root's children see their owner's files as their own.
        work_mb, temporary_mb: MiB of the private work directory (WORK), and of each of
            the private /tmp and /dev/shm.
        memory_mb: MiB that one process may add to what it inherited before it gets MemoryError.
            The whole tree's memory is the watchdog's business (`process_tree.py`).
        processes: how many processes and threads at a time.
        file_mb: MiB that one file may grow to.
        cpu_seconds: processor seconds of each process; SIGKILL after.
        variables: names of environment variables that are kept beside the usual ones: those that
            libraries have set in the parent for themselves.
        narrows: whether it may narrow itself further by Landlock, as visits of a prepared kernel
            do: its rules are memory that nobody counts.
        slot: which uid a root grader gives: 61184 + slot. Two that run at once must differ.
        loopback: whether it may speak TCP in its own network, in which there is nobody but itself.
        terminals: how many pseudo terminals it may open.
        outlives: whether it goes on when the caller ends: then somebody else keeps its number, and
            ends it.
    """

    readable: tuple[Path, ...]
    work_mb: int = 64
    temporary_mb: int = 64
    memory_mb: int = 1024
    processes: int = 64
    open_files: int = 256
    file_mb: int = 64
    cpu_seconds: int = 600
    slot: int = 0
    writable: tuple[Path, ...] = ()
    variables: frozenset[str] = frozenset()
    narrows: bool = False
    loopback: bool = False
    terminals: int = 0
    outlives: bool = False


@dataclass(frozen=True)
class Inside:
    """A running child: init of its own pid namespace, so killing it ends everything of it.

    `pid` is in the caller's namespace; `pidfd` is the caller's to close.
    """

    pid: int
    pidfd: int


def default_readable(more: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The trees that this interpreter needs, without the current directory and the home.

    `python -m` puts the current directory on sys.path: there, a course keeps its tests, its
    answers and its gradebook. An entry that is or holds the current or the home directory stays
    out; name it in `more` where it is meant.
    """
    kept_out = {Path.cwd(), Path(os.path.expanduser("~"))}  # noqa: PTH111 - never raises
    wanted = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    wanted += [entry for entry in sys.path if entry]
    wanted += _SYSTEM
    wanted += [f"/etc/{name}" for name in _ETC]
    trees = [Path(os.path.abspath(entry)) for entry in wanted]  # noqa: PTH100 - links stay links
    trees = [tree for tree in trees if not any(place.is_relative_to(tree) for place in kept_out)]
    unique = dict.fromkeys([*trees, *more])
    return tuple(tree for tree in unique if tree.exists())
