"""A fork of the learner's child that answers a check and leaves no trace behind."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

__all__ = ["await_fork", "fork_alone"]


def fork_alone() -> int | None:
    """Fork this process; None where it has threads, which a fork would lose, or may not fork."""
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - a bare list
        return None
    try:
        return os.fork()
    except OSError:  # the learner has as many processes as he may have
        return None


def await_fork(fork: int) -> int:
    """Wait for a fork, which is interrupted as this process is; return how it ended."""
    before = signal.signal(signal.SIGINT, lambda *_: _interrupt(fork))
    try:
        _pid, status = os.waitpid(fork, 0)
    except ChildProcessError:  # the learner's own handler was faster
        return 1
    finally:
        signal.signal(signal.SIGINT, before)
    return os.waitstatus_to_exitcode(status)


def _interrupt(fork: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(fork, signal.SIGINT)
