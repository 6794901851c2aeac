"""What a piece of work leaves behind in a warm parent that its forks would lack, or would share.

A fork takes memory along, and nothing else: no thread, no child process, no way of its own into an
open file, no temporary file of the parent's. A library that keeps one of these works in the process
that imported it only. So a warm parent looks before and after each piece of work (some
milliseconds); what left something behind is for each child to do itself.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import stat
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILES", "PLACE", "Remains", "fork_harms", "look", "what_is_left"]

FILES, PLACE = "leaves files", "changes the directory"
_PATIENCE, _PAUSE = 0.3, 0.01  # seconds for a thread to end, or a file to be closed
_FORK_SECONDS = 10.0
_OPEN = "keeps files open"
_BAD, _FAILED = 77, 78  # how a trial fork ends that finds what is bad, or cannot look
# devices without a state: each child has its own at the same number, see inherited.close_others
_EVERYBODYS = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_OURS = (signal.SIGALRM, signal.SIGCHLD, signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Remains:
    """What a process holds at one moment beside its private memory.

    Attributes:
        threads: its tasks' numbers.
        descriptors: number and target of each open file, but for devices that everybody has.
        processes: what it started, and what those left to it.
        pages: how many pages of addresses it has.
        shared: the mappings through which two processes write to the same memory.
        files: path, size and time (ns) of what lies in the folders looked into.
        handlers: the handlers of the signals that warm parents and their children use.
        place: the current directory.
    """

    threads: frozenset[str]
    descriptors: frozenset[tuple[str, str]]
    processes: frozenset[str]
    pages: str
    shared: frozenset[str]
    files: frozenset[tuple[str, int, int]]
    handlers: tuple[Any, ...]
    place: str


def look(folders: Iterable[Path] = (), since: Remains | None = None) -> Remains:
    """Return what this process holds now.

    Args:
        folders: those whose files are looked at too.
        since: an earlier look; where the process is no larger since then, it has no new mapping.
    """
    tasks = frozenset(os.listdir("/proc/self/task"))  # noqa: PTH208 - bare names
    pages = Path("/proc/self/statm").read_text("ascii").split(maxsplit=1)[0]
    as_large = since is not None and since.pages == pages
    return Remains(
        threads=tasks,
        descriptors=frozenset(_descriptors()),
        processes=frozenset(_processes(tasks)),
        pages=pages,
        shared=since.shared if since is not None and as_large else frozenset(_shared_mappings()),
        files=frozenset(entry for folder in folders for entry in _files(folder)),
        handlers=tuple(signal.getsignal(number) for number in _OURS),
        place=_place(),
    )


def what_is_left(before: Remains, folders: Iterable[Path] = ()) -> tuple[str, Remains]:
    """Say what has come to this process since `before` (empty where nothing has), and look again.

    What is only on its way out is waited for a little. Files that a library itself lets go of in
    every fork, as matplotlib does with its fonts, are nothing.
    """
    folders = tuple(folders)
    deadline = time.monotonic() + _PATIENCE
    while words := _difference(before, after := look(folders, before)):
        if words == _OPEN and len(after.threads) == 1 and not _kept_in_a_fork(before):
            return "", after
        if time.monotonic() > deadline:
            break
        gc.collect()
        time.sleep(_PAUSE)
    return words, after


def _kept_in_a_fork(before: Remains) -> bool:
    """Tell whether a fork has descriptors that were not there before."""
    return _try_fork(lambda: not before.descriptors.issuperset(_descriptors())) != 0


def fork_harms() -> str:
    """Fork once, and say what is wrong with the child; empty where it is as it should be.

    Libraries may ask to be called in every fork. What they do there must not start a thread, end
    the child or wait for ever. This process must have one thread.
    """
    code = _try_fork(lambda: len(os.listdir("/proc/self/task")) > 1)  # noqa: PTH208
    return {0: "", _BAD: "starts threads in every fork"}.get(code, "lets no fork live")


def _try_fork(is_bad: Callable[[], bool]) -> int:
    """Fork once: 0 where all is well, _BAD where not, or the code of another end it came to."""
    pid = os.fork()
    if pid == 0:
        code = _FAILED
        try:
            code = _BAD if is_bad() else 0
        finally:
            os._exit(code)
    handle = os.pidfd_open(pid)
    try:
        if not select.select([handle], [], [], _FORK_SECONDS)[0]:
            os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(status)


def _difference(before: Remains, after: Remains) -> str:
    found = [
        words
        for words, came in (
            ("starts threads", after.threads - before.threads),
            ("starts processes", after.processes - before.processes),
            (_OPEN, after.descriptors - before.descriptors),
            ("maps memory that processes share", after.shared - before.shared),
            (FILES, after.files != before.files),
            ("handles signals", before.handlers != after.handlers),
            (PLACE, before.place != after.place),
        )
        if came
    ]
    return " and ".join(found)


def _descriptors() -> Iterable[tuple[str, str]]:
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - bare names
        try:
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115 - a bare text
        except OSError:  # the list's own
            continue
        if target not in _EVERYBODYS:
            yield number, target


def _processes(tasks: Iterable[str]) -> Iterable[str]:
    for task in tasks:
        try:
            yield from Path(f"/proc/self/task/{task}/children").read_text("ascii").split()
        except OSError:
            continue


def _shared_mappings() -> Iterable[str]:
    with open("/proc/self/maps", "rb") as lines:  # noqa: PTH123 - some thousand lines
        for line in lines:
            if line.split(b" ", 2)[1] in (b"rw-s", b"-w-s", b"rwxs"):
                yield line.decode(errors="replace").strip()


def _files(folder: Path) -> Iterable[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            yield entry.path, 0, 0
            yield from _files(Path(entry.path))
        else:
            yield entry.path, status.st_size, status.st_mtime_ns


def _place() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - a bare text
    except OSError:
        return ""
