"""The server's side of warm kernels: one warm parent for a set of imports, kept for the process."""

from __future__ import annotations

import atexit
import os
import secrets
import select
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernels.kernel_parent import Launch
from terakoya_autograde.sandbox.launch import SLOTS
from terakoya_autograde.sandbox.process_tree import tree_memory
from terakoya_autograde.warm.start import WarmStart
from terakoya_autograde.warm.termination import kill_tree, signal_child
from terakoya_autograde.warm.warm_process import WarmProcess
from terakoya_autograde.wire import Channel, Forked, Refused, Spoiled

__all__ = ["Kernels", "WarmKernel", "WarmKernels", "give_slot", "kernels_are_lent"]
__all__ += ["lend_kernels", "take_slot", "warm_kernels"]

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
        signal_child(self.pidfd, number)

    def kill(self) -> None:
        """Kill the kernel and everything it has started."""
        kill_tree(self.pid, self.pidfd, alone=self.sandboxed or self.has_ended())

    def memory(self, exact_from: int) -> int:
        """Bytes that the kernel and all it started hold; an upper bound below `exact_from`."""
        return tree_memory(self.pid, exact_from)

    def close(self) -> None:
        """Let go of the process, which has ended."""
        os.close(self.pidfd)


class Kernels(Protocol):
    """A warm parent, wherever it came from."""

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""

    def make_sockets(self) -> Path:
        """Make a private folder for one kernel's connection file and sockets."""

    def fork(self, launch: Launch) -> WarmKernel:
        """Return a new kernel."""

    def close(self) -> None:
        """End it, if this process has started it."""


class LentKernels:
    """The warm parent that this process was forked from, both in one sandbox (`server_init`)."""

    def __init__(self, channel: Channel) -> None:
        self._channel, self._lock = channel, threading.Lock()
        self._folder = _make_folder()
        self.is_alive = True

    def make_sockets(self) -> Path:
        """Make a private folder for one kernel's connection file and sockets."""
        return Path(tempfile.mkdtemp(prefix="k", dir=self._folder))

    def fork(self, launch: Launch) -> WarmKernel:
        """Return a new kernel, in the sandbox that is around this process.

        Raises:
            WorkerError: it cannot be forked.
        """
        with self._lock:
            self._channel.send(launch)
            answer, descriptors = self._channel.receive_with(Forked | Refused)
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            raise WorkerError(getattr(answer, "reason", "the warm parent of kernels is gone"))
        return WarmKernel(answer.pid, descriptors[0], sandboxed=False)

    def close(self) -> None:
        """Nothing: where that parent ends, all of the sandbox does."""


class WarmKernels:
    """One warm parent; `fork` may be called from several threads."""

    def __init__(self, imports: tuple[str, ...]) -> None:
        self._folder = _make_folder()
        self._lock = threading.Lock()
        self._start = WarmStart(self._launch, imports)
        try:
            self.missing = self._start.wait().missing
        except WorkerError:
            self.close()
            raise

    def _launch(self) -> WarmProcess:
        environment = warm_environment(self._folder, ["PYTHONPATH"])
        return WarmProcess("terakoya_autograde.kernels.kernel_parent", self._folder, environment)

    @property
    def _process(self) -> WarmProcess:
        return self._start.process

    @property
    def is_alive(self) -> bool:
        """Tell whether the warm parent runs."""
        return self._process.is_alive

    def make_sockets(self) -> Path:
        """Make a private folder for one kernel's connection file and sockets."""
        return Path(tempfile.mkdtemp(prefix="k", dir=self._folder))

    def fork(self, launch: Launch) -> WarmKernel:
        """Return a new kernel.

        Raises:
            WorkerError: the warm parent is gone, or a layer of the sandbox cannot be had.
        """
        with self._lock:
            answer, descriptors = self._ask(launch)
            if isinstance(answer, Spoiled):
                self._start.begin_without(answer.left)
                self._start.wait()
                answer, descriptors = self._ask(launch)
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            raise WorkerError(getattr(answer, "reason", "the warm parent of kernels is gone"))
        return WarmKernel(answer.pid, descriptors[0], launch.sandbox)

    def _ask(self, launch: Launch) -> tuple[Any, list[int]]:
        channel = self._process.channel
        channel.send(launch)
        return channel.receive_with(Forked | Refused | Spoiled)

    def close(self) -> None:
        """End the warm parent and, with it, every kernel."""
        self._process.end(patience=5)
        shutil.rmtree(self._folder, ignore_errors=True)


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
        self.lent: Kernels | None = None
        self.slots: set[int] = set()

    def end(self) -> None:
        """End every warm parent that this process started."""
        for (owner, _imports), parent in self.parents.items():
            if owner == os.getpid():
                parent.close()
        self.parents.clear()


_kept = _Kept()
atexit.register(_kept.end)


def lend_kernels(channel: Channel) -> None:
    """Let all kernels of this process come from the parent at the other end, already warm."""
    _kept.lent = LentKernels(channel)


def kernels_are_lent() -> bool:
    """Tell whether kernels of this process are in a sandbox with it."""
    return _kept.lent is not None


def warm_kernels(imports: tuple[str, ...]) -> Kernels:
    """Return this process's warm parent for these imports, started on first use (seconds).

    Where one was lent, that is it, with the libraries that it has.

    Raises:
        WorkerError: it does not start.
    """
    key = (os.getpid(), imports)
    if _kept.lent is not None:
        return _kept.lent
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
