"""Warm parents of the engine that need not import what another one imported before.

A server, started once for all tests of a process, imports what every warm parent imports, and
pandas for those that want it, and forks for each that is started: its folder, environment and
descriptors are those of a process that the engine starts, and it is a child of the test process, as
that is. What is about the start itself is for real processes: `real_parents`.
"""

from __future__ import annotations

import atexit
import builtins
import ctypes
import gc
import json
import os
import platform
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.warm import warm_process
from terakoya_autograde.warm.start import WarmStart

__all__ = ["real_parents", "warm_parents"]

ROOT = Path(__file__).resolve().parents[1]
ZYGOTE = "terakoya_autograde.warm.zygote"
_MOST = 1 << 16  # bytes of one request
_CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine(), 0)
_CLONE_PARENT = 0x8000
_wanted = threading.local()  # what the warm parent that is just being started shall import


class _Subprocess:
    """Stands where `warm_process` has the standard library's module."""

    DEVNULL = subprocess.DEVNULL
    TimeoutExpired = subprocess.TimeoutExpired

    @staticmethod
    def Popen(command: list[str], **how: Any) -> Any:  # noqa: N802 - the name that is asked for
        """Fork a warm parent; start any other program."""
        imports = getattr(_wanted, "imports", None)
        if command[1:3] != ["-m", ZYGOTE] or imports is None or sys.flags.isolated:
            return subprocess.Popen(command, **how)
        return _Forked(_server("pandas" in imports).start(int(command[3]), how))


class _Forked:
    """A process that was forked for us, as `subprocess.Popen` has one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return how it ended; None where it runs."""
        with self._lock:
            if self._code is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self._code = os.waitstatus_to_exitcode(status) if pid else None
            return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            end = os.pidfd_open(self.pid)
            try:
                watch = select.poll()
                watch.register(end, select.POLLIN)
                left = None if until is None else max(0.0, 1000 * (until - time.monotonic()))
                if not watch.poll(left):
                    raise subprocess.TimeoutExpired(ZYGOTE, timeout or 0.0)
            finally:
                os.close(end)
        return code

    def kill(self) -> None:
        """End it; harmless where it has ended."""
        with self._lock:
            if self._code is None:
                os.kill(self.pid, signal.SIGKILL)


class _Server:
    """A process that has imported what warm parents import."""

    def __init__(self, *, pandas: bool) -> None:
        self._lock = threading.Lock()
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = tempfile.TemporaryDirectory(prefix="warm-parents-")
        home = Path(folder.name)
        (home / "tmp").mkdir()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm_parents", str(theirs.fileno()), str(pandas)],
                cwd=ROOT,
                env=warm_environment(home) | {"PYTHONHASHSEED": "0"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

        def end() -> None:
            self._ours.close()
            process.wait()
            folder.cleanup()

        atexit.register(end)

    def start(self, channel: int, how: Mapping[str, Any]) -> int:
        """Return the number of a process that was forked."""
        told = {"channel": channel, "folder": str(how["cwd"]), "environment": how["env"]}
        descriptors = [channel, how["stdout"].fileno()]
        with self._lock:
            socket.send_fds(self._ours, [json.dumps(told).encode()], descriptors)
            return int(self._ours.recv(_MOST))


@cache
def _server(pandas: bool) -> _Server:
    return _Server(pandas=pandas)


def _begin(self: WarmStart) -> None:
    """Start it as it is; `_Subprocess` hears what it shall import."""
    cold = self._without_all or self.cold or self._known
    _wanted.imports = None if cold else self._imports
    try:
        _BEGIN(self)
    finally:
        _wanted.imports = None


_BEGIN = WarmStart.begin


@contextmanager
def warm_parents() -> Iterator[None]:
    """Let the warm parents that this process starts be forked."""
    if not _CLONE:
        yield
        return
    with _patched(_Subprocess, _begin):
        yield


@contextmanager
def real_parents() -> Iterator[None]:
    """Let this process start each of its warm parents as the engine does."""
    with _patched(subprocess, _BEGIN):
        yield


@contextmanager
def _patched(module: Any, begin: Any) -> Iterator[None]:
    before = warm_process.subprocess, WarmStart.begin
    warm_process.subprocess, WarmStart.begin = module, begin  # type: ignore[method-assign]
    try:
        yield
    finally:
        warm_process.subprocess, WarmStart.begin = before  # type: ignore[method-assign]


# --- the program: a server that has imported what warm parents import, and a fork for each --------


def _main() -> None:
    from terakoya_autograde.interpreter.prewarm import ALWAYS  # noqa: PLC0415
    from terakoya_autograde.warm import zygote  # noqa: PLC0415

    requests = socket.socket(fileno=int(sys.argv[1]))
    # pandas asks, while it is imported, whether there is a shell with a kernel: later there is one
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    for name in (*ALWAYS, *(["pandas"] if sys.argv[2] == "True" else [])):
        import_module(name)
    del vars(builtins)["get_ipython"]
    gc.collect()
    while True:
        told, descriptors, _flags, _address = socket.recv_fds(requests, _MOST, 2)
        if not told:
            return
        if (child := _fork_beside()) == 0:
            requests.close()
            _become(json.loads(told), descriptors, zygote)
        for descriptor in descriptors:
            os.close(descriptor)
        requests.send(str(child).encode())


def _fork_beside() -> int:
    """Fork a child of our own parent: who started us waits for it, as for one of its own."""
    python, system = ctypes.pythonapi, ctypes.PyDLL(None)
    python.PyOS_BeforeFork()
    child = int(system.syscall(_CLONE, _CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0))
    (python.PyOS_AfterFork_Parent if child else python.PyOS_AfterFork_Child)()
    return child


def _become(request: dict[str, Any], descriptors: list[int], zygote: Any) -> NoReturn:
    """Be the warm parent, in a process that was forked for it."""
    code = 1
    try:
        channel, log = descriptors
        for number in (1, 2):
            os.dup2(log, number)
        os.close(log)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        tempfile.tempdir = None
        sys.path[0] = request["folder"]
        sys.argv = [str(zygote.__file__), str(channel)]
        for name in ("tests", "tests.warm_parents"):
            sys.modules.pop(name, None)
        sys.modules["__main__"] = zygote
        zygote.main()
        sys.stdout.flush()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 - this process is the warm parent
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _main()
