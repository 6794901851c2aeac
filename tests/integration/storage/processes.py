"""Processes that are killed at a chosen moment, and processes that begin at the same one.

A *moment* is a step that storage declares (`terakoya_autograde.storage.crash_points`), or anything
that Python itself reports of files (audit events) or SQLAlchemy of statements and commits: what
nobody declared is met too. The process ends before the thing happens; after a step it has happened.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from terakoya_autograde.storage.crash_points import CrashPoint, listen

__all__ = ["at_once", "is_step", "moments_of", "run_killed"]

_FILES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"}
_FILES |= {"os.chmod", "os.utime", "sqlite3.connect"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_LOOKING = ("SELECT", "PRAGMA", "BEGIN")  # what changes nothing
_SECONDS = 60


def is_step(moment: str) -> bool:
    """Tell whether a moment is a declared step."""
    return moment in CrashPoint.__members__


def moments_of(act: Callable[[], object], folder: Path) -> list[str]:
    """Return every moment that an action passes in a folder, in order; it is done afterwards."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        seen: list[str] = []
        _meet(folder, seen.append)
        code = _do(act)
        with os.fdopen(writer, "w") as pipe:
            json.dump(seen, pipe)
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, "the action failed"
    return list(json.loads(text))


def run_killed(act: Callable[[], object], folder: Path, number: int) -> bool:
    """Do an action in a process that is killed at the moment of that number; False if not."""
    if (child := os.fork()) == 0:
        left = number

        def count(_moment: str) -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        _meet(folder, count)
        os._exit(_do(act))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def at_once(*acts: Callable[[], object]) -> list[int | None]:
    """Do each action in a process of its own, all beginning together; return how they ended."""
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(acts))

    def begin(act: Callable[[], object]) -> None:
        start.wait()
        act()

    processes = [context.Process(target=begin, args=(act,)) for act in acts]
    for process in processes:
        process.start()
    for process in processes:
        process.join(_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
    return [process.exitcode for process in processes]


def _do(act: Callable[[], object]) -> int:
    """Do it in a process of our own; what it raises is told."""
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - the process ends here
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def _meet(folder: Path, moment: Callable[[str], None]) -> None:
    """Call `moment` with the name of each one, until this process ends."""
    inside = str(folder)
    busy = False

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal busy
        if busy or (name not in _FILES and not _opens(name, arguments)):
            return
        if _place(arguments[0]).startswith(inside):
            busy = True
            moment(f"{name} {_place(arguments[0]).removeprefix(inside)}")
            busy = False

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.startswith(_LOOKING):
            moment(f"sql {text[:40]}")

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", lambda _connection: moment("sql COMMIT"))
    listen(lambda step: moment(step.name))
    sys.addaudithook(audit)


def _opens(name: str, arguments: tuple[Any, ...]) -> bool:
    """Tell whether an event is the opening of a file to write in it."""
    return name == "open" and bool((arguments[2] or 0) & _WRITING)


def _place(argument: Any) -> str:
    """Return the path of an event; relative names and descriptors are inside whatever is open."""
    if isinstance(argument, int):
        return os.readlink(f"/proc/self/fd/{argument}")  # noqa: PTH115 - no Path in an audit hook
    return os.path.abspath(os.fsdecode(argument))  # noqa: PTH100
