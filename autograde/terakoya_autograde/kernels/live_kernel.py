"""A kernel that is asked one thing at a time, watched meanwhile, ended where it goes too far."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from terakoya_autograde.errors import WireError
from terakoya_autograde.kernels.prepared_frames import Cell, Deliver, Ended, FromPrepared
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.sandbox.memory import tree_memory
from terakoya_autograde.warm.ending import kill_with_all
from terakoya_autograde.warm.watch import LOOK, Watch
from terakoya_autograde.wire import Channel, Message, size_of

__all__ = ["Hear", "LiveKernel"]

ENVELOPE = 32  # bytes that an empty message counts: a flood of them is a flood
Hear = Callable[[Message], None]


@dataclass
class LiveKernel:
    """A kernel that is asked one thing at a time; a request that it does not survive ends it."""

    channel: Channel
    pid: int
    pidfd: int
    limits: Limits
    alone: bool = True
    dead: bool = field(default=False, init=False)
    _written: int = field(default=0, init=False)  # bytes that the present request has said

    def run(self, code: str, cell_id: str, hear: Hear) -> Status:
        """Run a cell; `hear` gets its messages. Return how it ended."""
        return self._ask(Cell(code, cell_id), hear)

    def deliver(self, content: dict[str, Any], buffers: tuple[str, ...], hear: Hear) -> Status:
        """Hand a page's message to a widget; otherwise as `run`."""
        return self._ask(Deliver(content, buffers), hear)

    def memory(self) -> int:
        """Bytes that the kernel and all it started hold; shared pages count once for everyone."""
        return tree_memory(self.pid, exact_from=0)

    def has_ended(self) -> bool:
        """Tell whether its process has ended."""
        return self.dead or bool(select.select([self.pidfd], [], [], 0)[0])

    def end(self) -> None:
        """Kill it and all that it started; harmless when that is over."""
        if self.dead:
            return
        self.dead = True
        kill_with_all(self.pid, self.pidfd, alone=self.alone)
        self.channel.close()
        os.close(self.pidfd)

    def _ask(self, frame: msgspec.Struct, hear: Hear) -> Status:
        if self.dead:
            return Status.DIED
        try:
            self.channel.send(frame)
            return self._listen(hear)
        except (WireError, OSError, ValueError):  # gone, or it said what no kernel says
            return self._fatal(Status.DIED)

    def _listen(self, hear: Hear) -> Status:
        """Take messages until the request has ended, one way or another."""
        watch, allowed = Watch(self.limits.cell_seconds), self.limits.memory_mb * 2**20
        self._written = 0
        poll = select.poll()
        poll.register(self.channel, select.POLLIN)
        while True:
            if poll.poll(LOOK * 1000):
                ended = self._take(watch, hear)
                if ended is not None:
                    return ended
            if watch.must_look() and tree_memory(self.pid, allowed) > allowed:
                return self._fatal(Status.MEMORY)
            if watch.is_late():
                if watch.interrupted:
                    return self._fatal(Status.TIMEOUT)
                self._signal(signal.SIGINT)
                watch.interrupt()

    def _take(self, watch: Watch, hear: Hear) -> Status | None:
        """Read what is there; the request's status where it has ended."""
        if not self.channel.fill():
            return self._fatal(Status.DIED)
        while (said := self.channel.take(FromPrepared)) is not None:
            if isinstance(said, Ended):
                return Status.TIMEOUT if watch.interrupted else _meaning(said)
            if not isinstance(said, Message):
                return self._fatal(Status.DIED)
            self._written += ENVELOPE + size_of(said.content)
            if self._written > self.limits.output_kb * 1024:
                return self._fatal(Status.OUTPUT)
            hear(said)
        return None

    def _fatal(self, status: Status) -> Status:
        self.end()
        return status

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self.pidfd, number)


def _meaning(done: Ended) -> Status:
    if done.status == "ok":
        return Status.OK
    return Status.MEMORY if done.ename == "MemoryError" else Status.ERROR
