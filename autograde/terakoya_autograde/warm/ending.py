"""Killing a child and everything that it started."""

from __future__ import annotations

import contextlib
import os
import signal

from terakoya_autograde.sandbox.memory import tree

__all__ = ["kill_with_all", "signal_child"]


def signal_child(pidfd: int, number: int) -> None:
    """Send a signal; harmless where the process has ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        signal.pidfd_send_signal(pidfd, number)


def kill_with_all(pid: int, pidfd: int, *, alone: bool) -> None:
    """Kill a process and what it started.

    Args:
        alone: it is the first process of a pid namespace, so that killing it takes all with it.
    """
    started = [] if alone else tree(pid)
    signal_child(pidfd, signal.SIGKILL)
    for other in started:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(other, signal.SIGKILL)
