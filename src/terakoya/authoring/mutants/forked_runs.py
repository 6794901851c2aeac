"""Pieces of work in forks of a notebook's own process: each finds everything as it was before.

Runs beside the notebook. What a fork writes into the folder is put back after it; what it shows
goes nowhere; one that takes too long is ended.
"""

from __future__ import annotations

import hashlib
import math
import os
import pickle
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Forks", "Lost", "NotebookShell", "TooSlowError", "WorkFailedError"]

_MOST = 600.0
_LARGEST_KEPT = 32 * 2**20  # bytes of a folder's files that are put back


class TooSlowError(Exception):
    """A piece of work took longer than it may."""


class WorkFailedError(Exception):
    """The process of a piece of work ended without a word, or with a fault of ours."""


@dataclass(frozen=True)
class Lost:
    """A test that an answer does not pass: its id, what it says, and the line that fails."""

    test: str
    message: str
    line: int | None = None


class NotebookShell:
    """Runs cells in IPython's shell of this process, silently."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self.names: dict[str, Any] = shell.user_ns

    def run(self, source: str) -> Any:
        """Run a cell; return IPython's result of it."""
        from IPython.utils.capture import capture_output  # noqa: PLC0415 - beside a notebook only

        with capture_output():
            self._shell.showtraceback = lambda *_given, **_named: None
            self._shell.showsyntaxerror = self._shell.showtraceback
            return self._shell.run_cell(source, store_history=False)

    def first_lost(self, tests: Sequence[tuple[str, str, float | None]]) -> Lost | None:
        """Return the first test that loses points: it fails, or shows a part of them."""
        for name, source, full in tests:
            result = self.run(source)
            if not result.success:
                error = result.error_in_exec or result.error_before_exec
                return Lost(name, str(error).strip(), _line_of(error))
            part = result.result
            if full is not None and isinstance(part, int | float) and part < full:
                return Lost(name, repr(part))
        return None


def _line_of(error: BaseException) -> int | None:
    """Return the line of the cell in which an error came up."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        one.lineno for one in frames if "ipykernel" in one.filename or "ipython-" in one.filename
    ]
    return lines[0] if lines else None


class Forks:
    """Does work in forks of this process, one after another."""

    def __init__(self) -> None:
        self._kept = {path: path.read_bytes() for path in _files() if _is_small(path)}
        self._known = _look()

    def do(self, work: Callable[[], Any], seconds: float, of_processor: float = _MOST) -> Any:
        """Return what a piece of work gives (it has to be picklable).

        Args:
            seconds: after which it is ended; a machine may be busy with other things.
            of_processor: the processor's time after which it is ended.

        Raises:
            TooSlowError: it took longer.
            WorkFailedError: its process ended without a word.
        """
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _answer(work, writing, of_processor)
        os.close(writing)
        try:
            kind, value = pickle.loads(_read(reading, time.monotonic() + seconds))  # noqa: S301
        except (EOFError, pickle.UnpicklingError) as error:
            raise WorkFailedError("its process ended") from error
        finally:
            os.close(reading)
            with suppress(OSError):
                os.killpg(child, signal.SIGKILL)
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self._put_back()
        if kind == "failed":
            raise WorkFailedError(value)
        return value

    def changed(self) -> dict[str, str]:
        """Return the files that are not as they were: name → digest."""
        now = _look()
        paths = [path for path in now if self._known.get(path) != now[path]]
        gone = {str(path): "" for path in self._known if path not in now}
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} | gone

    def _put_back(self) -> None:
        for path, known in _look().items():
            if path not in self._known:
                path.unlink(missing_ok=True)
            elif known != self._known[path] and path in self._kept:
                path.write_bytes(self._kept[path])
        for path in [path for path in self._kept if not path.exists()]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._kept[path])
        self._known = _look()


def _answer(work: Callable[[], Any], writing: int, of_processor: float) -> None:
    """Do the work in this fork, write what came of it, and end."""
    try:
        os.setpgid(0, 0)
        whole = math.ceil(of_processor)
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        told = "done", work()
        body = pickle.dumps(told)
    except BaseException as error:  # noqa: BLE001 - a fork never goes back to its caller
        body = pickle.dumps(("failed", "".join(traceback.format_exception(error))[-2000:]))
    finally:
        sys.stdout = sys.stderr = None
    with suppress(OSError):
        while body:
            body = body[os.write(writing, body) :]
    os._exit(0)


def _read(reading: int, until: float) -> bytes:
    found = bytearray()
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TooSlowError
        piece = os.read(reading, 2**16)
        if not piece:
            if not found:
                raise EOFError
            return bytes(found)
        found += piece


def _files() -> list[Path]:
    return [path for path in Path().rglob("*") if path.is_file() and not path.is_symlink()]


def _is_small(path: Path) -> bool:
    return path.stat().st_size < _LARGEST_KEPT


def _look() -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in _files()}
