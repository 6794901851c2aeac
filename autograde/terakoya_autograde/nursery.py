"""The grader's side of a zygote: starting one, asking it for children, watching and ending them."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.model import Limits
from terakoya_autograde.sandbox.memory import tree, tree_memory
from terakoya_autograde.wire import Channel, Fork, Forked, FromZygote, Ready, Refused, Start, pair

__all__ = ["Child", "Nursery"]

MOST_DEATHS = 5
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")


@dataclass
class Child:
    """One child: its channel, and a handle on the first process of it."""

    channel: Channel
    pid: int
    pidfd: int
    sandboxed: bool

    def interrupt(self) -> None:
        """Ask the cell to stop, as Ctrl-C would."""
        self._signal(signal.SIGINT)

    def holds_more_than(self, allowed: int) -> bool:
        """Tell whether the child and everything it started hold more than `allowed` bytes."""
        return tree_memory(self.pid, exact_from=allowed) > allowed

    def is_dead(self, seconds: float = 0.0) -> bool:
        """Tell whether its first process has ended, waiting at most so long."""
        readable, _w, _x = select.select([self.pidfd], [], [], seconds)
        return bool(readable)

    def end(self) -> None:
        """Kill the child and everything it started; harmless when that is over."""
        started = [] if self.sandboxed else tree(self.pid)
        self._signal(signal.SIGKILL)  # the first process of a pid namespace takes all with it
        for pid in started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self.is_dead(5.0)
        self.channel.close()
        os.close(self.pidfd)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self.pidfd, number)


class Nursery:
    """One zygote for one set of imports; `fork` may be called from several threads."""

    def __init__(
        self, imports: tuple[str, ...], files: Mapping[str, Path], *, sandbox: bool
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="terakoya-nursery-"))
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._order = Start(imports, {name: str(path) for name, path in files.items()})
        self._deaths = 0
        self._begin()

    def _begin(self) -> None:
        """Start the zygote and wait until it is warm."""
        ours, theirs = pair()
        self._channel = Channel(ours)
        with theirs, (self._folder / "zygote.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "terakoya_autograde.zygote", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._channel.send(self._order)
        ready = self._channel.receive(Ready)
        if ready is None:
            reason = self.log.strip().splitlines()[-1:] or ["no reason given"]
            self.close()
            raise WorkerError(f"the warm parent did not start: {reason[0]}")
        self.language_info = ready.language_info
        self.missing = ready.missing

    @property
    def log(self) -> str:
        """What the zygote and its children wrote outside their cells."""
        return (self._folder / "zygote.log").read_text(encoding="utf-8", errors="replace")

    def fork(self, files: Mapping[str, bytes], slot: int, limits: Limits) -> Child:
        """Return a fresh child; `slot` is the number of the worker that asks.

        Raises:
            WorkerError: the zygote is gone, or a layer of the sandbox cannot be had.
        """
        ours, theirs = pair()
        request = Fork(
            files=dict(files),
            slot=slot,
            sandbox=self._sandbox,
            memory_mb=limits.memory_mb,
            cpu_seconds=limits.notebook_seconds,
        )
        try:
            with self._lock, theirs:
                answer, descriptors = self._ask(request, theirs.fileno())
        except BaseException:
            ours.close()
            raise
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            ours.close()
            reason = answer.reason if isinstance(answer, Refused) else "the warm parent is gone"
            raise WorkerError(reason)
        return Child(Channel(ours), answer.pid, descriptors[0], self._sandbox)

    def _ask(self, request: Fork, descriptor: int) -> tuple[Any, list[int]]:
        """Send one request; a zygote that somebody killed is started again."""
        while True:
            with contextlib.suppress(WireError):
                self._channel.send(request, (descriptor,))
                answer, descriptors = self._channel.receive_with(FromZygote)
                if answer is not None:
                    return answer, descriptors
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                return None, []
            self._channel.close()
            self._process.kill()
            self._process.wait()
            self._begin()

    def close(self) -> None:
        """End the zygote and every child of it."""
        self._channel.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Return a clean environment: a zygote's own stays readable in /proc for its children."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return kept | {
            "HOME": str(self._folder),
            "USER": "learner",
            "TMPDIR": str(self._folder),
            "IPYTHONDIR": str(self._folder / "ipython"),
            "MPLCONFIGDIR": str(self._folder / "matplotlib"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "NBGRADER_EXECUTION": "autograde",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
