"""The first process of a sandbox that holds a server and its kernels.

It was forked from a warm parent, has one thread and never runs anybody's code. It forks the server,
and a kernel whenever the server asks for one, so that all of them share the libraries that the
warm parent has loaded. When the server ends, it ends, and with it everything in the sandbox.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from terakoya_autograde.errors import WireError
from terakoya_autograde.kernels.kernel_parent import Launch, run_kernel
from terakoya_autograde.kernels.warm_kernels import lend_kernels
from terakoya_autograde.sandbox import Inside
from terakoya_autograde.wire import Channel, Forked, Refused, pair

__all__ = ["run_init"]

_NICER = 5  # a kernel that works hard shall not make its own server wait


def run_init(server: Callable[[], None], descriptors: Sequence[int]) -> NoReturn:
    """Fork the server, then kernels, until the server has ended.

    Args:
        server: runs the server until it is over.
        descriptors: that the server alone has.
    """
    ours, theirs = pair()
    _begin_anew()
    pid = os.fork()
    if pid == 0:
        ours.close()
        lend_kernels(Channel(theirs))
        _end_with(server)
    theirs.close()
    for descriptor in descriptors:
        os.close(descriptor)
    _watch(pid)
    channel = Channel(ours)
    with suppress(WireError):
        while (launch := channel.receive(Launch)) is not None:
            _answer(channel, launch)
    signal.pause()  # the server has closed its end: it is about to end
    os._exit(1)


def _begin_anew() -> None:
    """Take the signals of the parent's owner as a process does that has just begun."""
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGALRM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def _watch(server: int) -> None:
    """Hand a wish to end on to the server, bury who has ended, and end when the server has."""

    def bury(_number: int, _frame: object) -> None:
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid == server:
                    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)

    def end(_number: int, _frame: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGCHLD, bury)
    bury(0, None)  # it may have ended before anybody looked


def _answer(channel: Channel, launch: Launch) -> None:
    """Fork one kernel, and say which process it is."""
    blocked = {signal.SIGCHLD, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, blocked)  # it must not be buried before it is known
    try:
        child = _fork(launch, channel, blocked)
    except OSError as error:
        channel.send(Refused(f"{type(error).__name__}: {error}"))
    else:
        channel.send(Forked(child.pid), (child.pidfd,))
        os.close(child.pidfd)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)


def _fork(launch: Launch, channel: Channel, blocked: set[signal.Signals]) -> Inside:
    pid = os.fork()
    if pid == 0:
        _begin_anew()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        os.close(channel.fileno())
        os.setsid()
        os.nice(_NICER)
        _end_with(lambda: run_kernel(launch))
    return Inside(pid, os.pidfd_open(pid))


def _end_with(work: Callable[[], object]) -> NoReturn:
    """Do the work and end: nothing of the stack that this process was forked in may run."""
    code = 1
    try:
        work()
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001 - as above
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code & 0xFF)
