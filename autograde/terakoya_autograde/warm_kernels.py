"""The server's side of warm kernels: one warm parent for a set of imports, kept for the process."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernel import INLINE, Launch
from terakoya_autograde.sandbox.launch import SLOTS
from terakoya_autograde.sandbox.memory import tree, tree_memory
from terakoya_autograde.wire import Channel, Forked, Ready, Refused, Start, pair

__all__ = ["WarmKernel", "WarmKernels", "warm_kernels"]

_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH")
_LONGEST = 80  # bytes of a folder for sockets: their paths end at 108


@dataclass(frozen=True)
class WarmKernel:
    """One running kernel: the first process of it, in the server's numbers."""

    pid: int
    pidfd: int
    sandboxed: bool

    def has_ended(self) -> bool:
        """Tell whether the kernel's process has ended."""
        watch = select.poll()
        watch.register(self.pidfd, select.POLLIN)
        return bool(watch.poll(0))

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel; harmless when it has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def kill(self) -> None:
        """Kill the kernel and everything it has started."""
        started = [] if self.sandboxed or self.has_ended() else tree(self.pid)
        self.send_signal(signal.SIGKILL)  # the first process of a pid namespace takes all with it
        for pid in started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def memory(self, exact_from: int) -> int:
        """Bytes that the kernel and all it started hold; an upper bound below `exact_from`."""
        return tree_memory(self.pid, exact_from)

    def close(self) -> None:
        """Let go of the process, which has ended."""
        os.close(self.pidfd)


class WarmKernels:
    """One warm parent; `fork` may be called from several threads."""

    def __init__(self, imports: tuple[str, ...]) -> None:
        self._folder = _make_folder()
        self._lock = threading.Lock()
        ours, theirs = pair()
        self._channel = Channel(ours)
        log = self._folder / "log"
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "terakoya_autograde.kernel", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        theirs.close()
        self._channel.send(Start(imports, {}))
        ready = self._channel.receive(Ready)
        if ready is None:
            said = log.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["nothing"]
            self.close()
            raise WorkerError(f"the warm parent of kernels did not start; it said: {said[0]}")
        self.missing = ready.missing

    @property
    def is_alive(self) -> bool:
        """Tell whether the warm parent runs."""
        return self._process.poll() is None

    def make_sockets(self) -> Path:
        """Make a private folder for one kernel's connection file and sockets."""
        return Path(tempfile.mkdtemp(prefix="k", dir=self._folder))

    def fork(self, launch: Launch) -> WarmKernel:
        """Return a new kernel.

        Raises:
            WorkerError: the warm parent is gone, or a layer of the sandbox cannot be had.
        """
        with self._lock:
            self._channel.send(launch)
            answer, descriptors = self._channel.receive_with(Forked | Refused)
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            raise WorkerError(getattr(answer, "reason", "the warm parent of kernels is gone"))
        return WarmKernel(answer.pid, descriptors[0], launch.sandbox)

    def close(self) -> None:
        """End the warm parent and, with it, every kernel."""
        self._channel.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Return a clean environment: nothing of the server's comes to its kernels."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return kept | {
            "HOME": str(self._folder),
            "USER": "learner",
            "TMPDIR": str(self._folder),
            "IPYTHONDIR": str(self._folder / "ipython"),
            "MPLCONFIGDIR": str(self._folder / "matplotlib"),
            "MPLBACKEND": INLINE,
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        }


def _make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    if len(os.fsencode(folder)) > _LONGEST:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix="tk-", dir="/tmp"))
    return folder


class _Kept:
    """The warm parents and the slots in use of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.parents: dict[tuple[int, tuple[str, ...]], WarmKernels] = {}
        self.slots: set[int] = set()

    def end(self) -> None:
        """End every warm parent that this process started."""
        for (owner, _imports), parent in self.parents.items():
            if owner == os.getpid():
                parent.close()
        self.parents.clear()


_kept = _Kept()
atexit.register(_kept.end)


def warm_kernels(imports: tuple[str, ...]) -> WarmKernels:
    """Return this process's warm parent for these imports, started on first use (seconds).

    Raises:
        WorkerError: it does not start.
    """
    key = (os.getpid(), imports)
    with _kept.lock:
        found = _kept.parents.get(key)
        if found is None or not found.is_alive:
            if found is not None:
                found.close()
            found = _kept.parents[key] = WarmKernels(imports)
        return found


def take_slot() -> int:
    """Return a number that no other kernel of this process has; `give_slot` it back."""
    with _kept.lock:
        free = secrets.choice([slot for slot in range(SLOTS) if slot not in _kept.slots])
        _kept.slots.add(free)
        return free


def give_slot(slot: int) -> None:
    """Let another kernel have the slot."""
    with _kept.lock:
        _kept.slots.discard(slot)
