"""The grader's handle on one child of a warm parent."""

from __future__ import annotations

import os
import select
import signal
import socket
from dataclasses import dataclass

from terakoya_autograde.errors import WireError
from terakoya_autograde.sandbox.process_tree import tree_memory
from terakoya_autograde.warm.raw_pipes import RawPipes
from terakoya_autograde.warm.termination import kill_tree, signal_child
from terakoya_autograde.wire import Channel, Meet

__all__ = ["Child", "introduce"]


@dataclass
class Child:
    """One child: its channel, and a handle on the first process of it.

    Attributes:
        raw: what it writes below Python's streams.
        values: of a learner's child, the socket at which it gives up values; None of a checker.
    """

    channel: Channel
    pid: int
    pidfd: int
    sandboxed: bool
    raw: RawPipes
    values: socket.socket | None = None

    def interrupt(self) -> None:
        """Ask the cell to stop, as Ctrl-C would."""
        signal_child(self.pidfd, signal.SIGINT)

    def holds_more_than(self, allowed: int) -> bool:
        """Tell whether the child and everything it started hold more than `allowed` bytes."""
        return tree_memory(self.pid, exact_from=allowed, sandboxed=self.sandboxed) > allowed

    def is_dead(self, seconds: float = 0.0) -> bool:
        """Tell whether its first process has ended, waiting at most so long."""
        look = select.poll()  # not `select`, which knows no number from 1024
        look.register(self.pidfd, select.POLLIN)
        return bool(look.poll(seconds * 1000))

    def end(self) -> None:
        """Kill the child and everything it started; harmless when that is over."""
        kill_tree(self.pid, self.pidfd, alone=self.sandboxed)
        self.is_dead(5.0)
        self.channel.close()
        self.raw.close()
        if self.values is not None:
            self.values.close()
        os.close(self.pidfd)


def introduce(checker: Child, learner: Child) -> None:
    """Give the checker the learner's child to ask.

    Raises:
        WireError: the checker is gone, or the other is no learner's child.
    """
    if learner.values is None:
        raise WireError("a checker gives up no values")
    checker.channel.send(Meet(), (learner.values.fileno(),))
