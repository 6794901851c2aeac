"""The server's side of prepared kernels: starting them, asking them, watching and ending them."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.kernels.live_kernel import LiveKernel
from terakoya_autograde.kernels.prepared_frames import (
    Keep,
    Prepare,
    Settle,
    Visit,
)
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.sandbox.launch import SLOTS
from terakoya_autograde.storage.scratch import Scratch
from terakoya_autograde.warm.outside_line import OpenLine
from terakoya_autograde.warm.start import WarmStart
from terakoya_autograde.warm.warm_process import WarmProcess
from terakoya_autograde.wire import Channel, Forked, Refused, Spoiled, pair

__all__ = ["PreparedKernel", "PreparedKernels", "warm_imports"]

FORK_SECONDS = 20.0
_CREDENTIALS = struct.Struct("iII")
_IMPORTS = ("numpy", "pandas", "matplotlib.pyplot", "openpyxl", "ipywidgets", "matplotlib_fontja")


def warm_imports() -> tuple[str, ...]:
    """Return the modules that notebooks of apps use most; what is not installed is left out."""
    return _IMPORTS


@dataclass
class PreparedKernel(LiveKernel):
    """A kernel that has run a notebook, and is forked for each visitor.

    Attributes:
        open_line: gives each visit a line to somebody outside; without, there is none.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    open_line: OpenLine | None = None

    def settle(self) -> int:
        """After the notebook has run: return how many threads and tasks a fork would lose.

        Raises:
            WorkerError: it is gone, or does not come to rest in the time of a cell.
        """
        with self.lock:
            status = self._ask(Settle(), lambda _message: None)
        if status is not Status.OK:
            raise WorkerError(f"the notebook could not be settled: {status}")
        return self._pending

    def visit(self) -> LiveKernel:
        """Return a fork of it for one visitor.

        Raises:
            WorkerError: it is gone, or gives no answer in time.
        """
        return LiveKernel(*self._fork(Visit(), self.open_line), self.limits, alone=False)

    def keep(self) -> PreparedKernel:
        """Return a fork that stays as this kernel is now, for visitors in its turn.

        Raises:
            WorkerError: as `visit`.
        """
        kept = PreparedKernel(*self._fork(Keep()), self.limits, alone=False)
        kept.open_line = self.open_line
        return kept

    def _fork(
        self, frame: Visit | Keep, open_line: OpenLine | None = None
    ) -> tuple[Channel, int, int]:
        """Return a fork's channel, process id and process descriptor."""
        ours, theirs = pair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        ours.settimeout(FORK_SECONDS)
        try:
            with contextlib.ExitStack() as stack, self.lock, theirs, self._in_use() as alive:
                if not alive:
                    raise WireError("it was ended")
                line = () if open_line is None else (stack.enter_context(open_line()).fileno(),)
                self.channel.send(frame, (theirs.fileno(), *line))
            pid = _await_ready(ours)
            pidfd = os.pidfd_open(pid)
        except (WireError, OSError, ValueError) as error:
            ours.close()
            raise WorkerError(f"no fork of the prepared kernel: {error}") from error
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        ours.settimeout(None)
        return Channel(ours), pid, pidfd


class PreparedKernels:
    """One warm parent of prepared kernels; `prepare` may be called from several threads."""

    def __init__(self, imports: tuple[str, ...], *, sandbox: bool) -> None:
        """Start the warm parent; it takes some seconds.

        Raises:
            WorkerError: it does not start.
        """
        self._scratch = Scratch("prepared")
        self._folder = self._scratch.path
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._slots: set[int] = set()
        self._start = WarmStart(self._launch, imports)
        self._await()

    @property
    def pid(self) -> int:
        """The process id of the warm parent."""
        return self._start.process.pid

    @property
    def log(self) -> str:
        """What the kernels wrote outside their cells, for the operator."""
        return self._start.process.log

    def prepare(self, folder: Path, limits: Limits) -> PreparedKernel:
        """Return a fresh kernel in a notebook's folder, in which the notebook can be run.

        Raises:
            WorkerError: the warm parent is gone, or a layer of the sandbox cannot be had.
        """
        ours, theirs = pair()
        with contextlib.ExitStack() as unless_it_succeeds, self._lock, theirs:
            unless_it_succeeds.callback(ours.close)
            wanted = Prepare(
                folder=str(folder.resolve()),
                slot=secrets.randbelow(SLOTS),
                sandbox=self._sandbox,
                memory_mb=limits.memory_mb,
                cpu_seconds=limits.notebook_seconds,
            )
            answer, descriptors = self._ask(wanted, theirs.fileno())
            if not isinstance(answer, Forked) or len(descriptors) != 1:
                for descriptor in descriptors:
                    os.close(descriptor)
                reason = getattr(answer, "reason", "the warm parent of kernels is gone")
                raise WorkerError(reason)
            unless_it_succeeds.pop_all()
        return PreparedKernel(
            Channel(ours), answer.pid, descriptors[0], limits, alone=self._sandbox
        )

    def close(self) -> None:
        """End the warm parent and, with it, every kernel."""
        self._start.process.end(patience=5)
        self._scratch.remove()

    def _ask(self, wanted: Prepare, descriptor: int) -> tuple[Any, list[int]]:
        """Send one request; a warm parent that somebody killed is started again."""
        for _attempt in range(3):
            channel, answer = self._start.process.channel, None
            with contextlib.suppress(WireError):
                channel.send(wanted, (descriptor,))
                answer, descriptors = channel.receive_with(Forked | Refused | Spoiled)
            if isinstance(answer, Spoiled):
                self._start.begin_without(answer.left)
            elif answer is not None:
                return answer, descriptors
            else:
                self._start.process.end()
                self._start.begin()
            self._await()
        return None, []

    def _launch(self) -> WarmProcess:
        environment = warm_environment(self._folder, ["PYTHONPATH"]) | {"USER": "visitor"}
        return WarmProcess("terakoya_autograde.kernels.prepared", self._folder, environment)

    def _await(self) -> None:
        try:
            self._start.wait()
        except WorkerError:
            self.close()
            raise


def _await_ready(end: socket.socket) -> int:
    """Read a visit's first frame; return the process that wrote it, as the system tells."""
    data, extra, _flags, _address = end.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
    for level, kind, content in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS) and data:
            pid, _uid, _gid = _CREDENTIALS.unpack(content[: _CREDENTIALS.size])
            if pid > 0:
                return int(pid)
    raise ValueError("it ended before it was ready")
