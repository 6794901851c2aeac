"""Killing a child and everything that it started."""

from __future__ import annotations

import contextlib
import os
import select
import signal

from terakoya_autograde.sandbox.process_tree import tree

__all__ = ["has_ended", "kill_tree", "signal_child"]


def has_ended(pidfd: int) -> bool:
    """Tell whether a process has ended; its number may then be given to another."""
    look = select.poll()  # not `select`, which knows no descriptor from 1024
    look.register(pidfd, select.POLLIN)
    return bool(look.poll(0))


def signal_child(pidfd: int, number: int) -> None:
    """Send a signal; harmless where the process has ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        signal.pidfd_send_signal(pidfd, number)


def kill_tree(pid: int, pidfd: int, *, alone: bool) -> None:
    """Kill a process and what it started.

    Args:
        alone: it is the first process of a pid namespace, so that killing it takes all with it.
    """
    started = [] if alone else tree(pid)
    if has_ended(pidfd):
        started = []  # the number may be another's by now, and so may be what was found below it
    signal_child(pidfd, signal.SIGKILL)
    for other in started:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(other, signal.SIGKILL)
