"""A kernel that is asked one thing at a time, watched meanwhile, ended where it goes too far."""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from terakoya_autograde.errors import WireError
from terakoya_autograde.kernels.prepared_frames import (
    Cell,
    Deliver,
    Ended,
    FromPrepared,
    Settled,
)
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.sandbox.process_tree import tree_memory
from terakoya_autograde.warm.termination import has_ended, kill_tree
from terakoya_autograde.warm.watch import LOOK, Watch
from terakoya_autograde.wire import Channel, Message, size_of

__all__ = ["Hear", "LiveKernel"]

ENVELOPE = 32  # bytes that an empty message counts: a flood of them is a flood
_SECONDS = struct.Struct("ll")  # a timeval
Hear = Callable[[Message], None]


@dataclass
class LiveKernel:
    """A kernel that is asked one thing at a time; a request that it does not survive ends it.

    Anybody may end it at any moment. Its descriptors are closed by whoever uses them last: a
    number that is closed earlier may be somebody else's file by then.
    """

    channel: Channel
    pid: int
    pidfd: int
    limits: Limits
    alone: bool = True
    dead: bool = field(default=False, init=False)
    _written: int = field(default=0, init=False)  # bytes that the present request has said
    _pending: int = field(default=0, init=False)  # threads and tasks, when it was last settled
    _hearing: bool = field(default=False, init=False)  # whether `hear` is at work
    _users: int = field(default=0, init=False)  # threads that have the descriptors in hand
    _door: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        # One that reads nothing any more takes no question, and nobody shall wait for it for ever.
        seconds = _SECONDS.pack(max(1, math.ceil(self.limits.cell_seconds)), 0)
        self.channel.end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)

    def run(self, code: str, cell_id: str, hear: Hear) -> Status:
        """Run a cell; `hear` gets its messages. Return how it ended.

        What `hear` raises ends the kernel and is passed on: what it has not heard shall not pass
        for the answer to a later question.
        """
        return self._ask(Cell(code, cell_id), hear)

    def deliver(self, content: dict[str, object], buffers: tuple[str, ...], hear: Hear) -> Status:
        """Hand a page's message to a widget; otherwise as `run`."""
        return self._ask(Deliver(content, buffers), hear)

    def memory(self) -> int:
        """Bytes that the kernel and all it started hold; shared pages count once for everyone."""
        return tree_memory(self.pid, exact_from=0)

    def has_ended(self) -> bool:
        """Tell whether its process has ended."""
        with self._in_use() as alive:
            return not alive or has_ended(self.pidfd)

    def end(self) -> None:
        """Kill it and all that it started; harmless when that is over, and in any thread."""
        with self._door:
            if self.dead:
                return
            self.dead = True
            kill_tree(self.pid, self.pidfd, alone=self.alone)
            self._close_unused()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[bool]:
        """Keep the descriptors open in the block; False where the kernel was ended before."""
        with self._door:
            alive = not self.dead
            self._users += alive
        try:
            yield alive
        finally:
            if alive:
                with self._door:
                    self._users -= 1
                    self._close_unused()

    def _close_unused(self) -> None:
        if self.dead and not self._users:
            self.channel.close()
            os.close(self.pidfd)

    def _ask(self, frame: msgspec.Struct, hear: Hear) -> Status:
        with self._in_use() as alive:
            if not alive:
                return Status.DIED
            try:
                self.channel.send(frame)
                return self._listen(hear)
            except (WireError, OSError, ValueError):  # gone, or it said what no kernel says
                if self._hearing:
                    raise
                return self._fatal(Status.DIED)
            finally:
                if self._hearing:  # who listens failed, not the kernel
                    self._hearing = False
                    self.end()

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
        while (message := self.channel.take(FromPrepared)) is not None:
            if isinstance(message, Settled):
                self._pending = message.pending
                return Status.OK
            if isinstance(message, Ended):
                return Status.TIMEOUT if watch.interrupted else _meaning(message)
            if not isinstance(message, Message):
                return self._fatal(Status.DIED)
            self._written += ENVELOPE + size_of(message.content)
            if self._written > self.limits.output_kb * 1024:
                return self._fatal(Status.OUTPUT)
            self._hearing = True
            hear(message)
            self._hearing = False
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
