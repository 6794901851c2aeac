"""The warm parent of sandboxed servers: what a Jupyter server and kernels use, imported once.

Run as ``python -m terakoya_autograde.kernels.server_parent FD`` with a clean environment; who
starts servers is at the other end of the socket FD. It only ever forks: what a server is to be
(whose, and with which secrets) is heard by the fork, over a socket of its own, so that nothing of
it is in the memory that the next server gets.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from terakoya_autograde.errors import EngineError, WireError
from terakoya_autograde.interpreter.prewarm import forget_parent
from terakoya_autograde.kernels.kernel_parent import import_application
from terakoya_autograde.kernels.server_init import run_init
from terakoya_autograde.sandbox import (
    Inside,
    Policy,
    SandboxError,
    default_readable,
    fork_inside,
    reap,
)
from terakoya_autograde.warm.warming import Warming
from terakoya_autograde.wire import Channel, Forked, Ready, Refused, Start

__all__ = ["Another", "ServerLaunch", "main"]


class Another(msgspec.Struct, frozen=True, tag="another"):
    """To the warm parent, with two descriptors: a server is wanted.

    The first leads to who wants it, and hears `ServerLaunch`; at the second the server listens.
    """


class ServerLaunch(msgspec.Struct, frozen=True, tag="server"):
    """To a fork of the warm parent: what it is to be.

    Attributes:
        body: ``module:function``, called with `arguments` and the number of the listening socket;
            it runs the server until it is over.
        variables: environment variables of the server, and of its kernels and terminals.
        home: the one folder that may be written to; the current directory.
        readable: further folders to show. They must hold no secret of anybody else.
        hidden: what must not be shown, wherever the interpreter's own libraries lie.
        niceness: how much it stands back behind others, 0 to 19.
    """

    body: str
    arguments: tuple[str, ...]
    variables: dict[str, str]
    home: str
    readable: tuple[str, ...]
    hidden: tuple[str, ...]
    slot: int
    memory_mb: int
    processes: int
    open_files: int
    file_mb: int
    temporary_mb: int
    cpu_seconds: int
    terminals: int
    niceness: int


class ServerParent:
    """One warm parent, and its channel to who starts servers."""

    def __init__(self, channel: Channel, prewarm: str) -> None:
        self._channel, self._prewarm = channel, prewarm

    def serve(self) -> None:
        """Warm up, then fork until the channel is closed."""
        start = self._channel.receive(Start)
        if start is None:
            return
        import_application()
        warming = Warming(self._channel, start)
        warming.import_without_shell()
        warming.take("server()", _find(self._prewarm))
        warming.use()
        warming.end_where_spoiled()
        readable = default_readable()
        kept = frozenset(os.environ) - warming.brought
        self._channel.send(Ready({}, warming.missing))
        while (ends := self._await_wish()) is not None:
            self._fork(ends, readable, kept)

    def _await_wish(self) -> list[int] | None:
        """Wait for the next request, and bury who ends meanwhile."""
        signal.signal(signal.SIGCHLD, lambda _number, _frame: reap())
        reap()
        try:
            wish, descriptors = self._channel.receive_with(Another)
            return descriptors if wish is not None else None
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def _fork(self, ends: list[int], readable: tuple[Path, ...], kept: frozenset[str]) -> None:
        if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208 - as the sandbox asks
            os._exit(1)  # `spoil` would take the servers along; another one is started
        if os.fork():
            for end in ends:
                os.close(end)
            return
        code = 1
        try:
            os.close(self._channel.fileno())
            line, listener = ends
            _start_server(Channel(socket.socket(fileno=line)), listener, readable, kept)
            code = 0
        finally:
            os._exit(code)


def _start_server(
    line: Channel, listener: int, readable: tuple[Path, ...], kept: frozenset[str]
) -> None:
    """Hear what is wanted, fork it into the sandbox and say which process it is."""
    launch = line.receive(ServerLaunch)
    if launch is None:
        return
    try:
        child = _fork_server(launch, listener, readable, kept)
    except (EngineError, OSError, ValueError) as error:
        line.send(Refused(f"{type(error).__name__}: {error}"))
    else:
        line.send(Forked(child.pid), (child.pidfd,))


def _fork_server(
    launch: ServerLaunch, listener: int, readable: tuple[Path, ...], kept: frozenset[str]
) -> Inside:
    shown = (*readable, *map(Path, launch.readable))
    _refuse_shown(shown, launch.hidden)
    policy = Policy(
        readable=shown,
        work_mb=1,
        temporary_mb=launch.temporary_mb,
        memory_mb=launch.memory_mb,
        processes=launch.processes,
        open_files=launch.open_files,
        file_mb=launch.file_mb,
        cpu_seconds=launch.cpu_seconds,
        slot=launch.slot,
        writable=(Path(launch.home),),
        variables=kept,
        loopback=True,
        terminals=launch.terminals,
        outlives=True,
    )
    # The operator reads in the log what the server says.
    return fork_inside(policy, {}, (1, 2, listener), lambda: _be_server(launch, listener))


def _refuse_shown(shown: tuple[Path, ...], hidden: tuple[str, ...]) -> None:
    """Refuse what would be seen inside: somebody has put it into a folder of libraries."""
    for place in map(Path, hidden):
        for tree in shown:
            if place.resolve().is_relative_to(tree.resolve()):
                raise SandboxError("hidden folders", 0, f"{place} is in {tree}, which is shown")


def _be_server(launch: ServerLaunch, listener: int) -> None:
    """Be the first process of the sandbox, with the environment and the folder of the server."""
    os.nice(launch.niceness)
    os.environ.update(launch.variables, PWD=launch.home)
    os.chdir(launch.home)
    if not os.access(launch.home, os.W_OK):
        sys.stderr.write(f"{launch.home} cannot be written to from the sandbox\n")
        return
    forget_parent()
    body = _find(launch.body)
    run_init(lambda: body(launch.arguments, listener), (listener,))


def _find(name: str) -> Callable[..., None]:
    """Return the function that `module:function` names."""
    module, _colon, function = name.partition(":")
    found: Callable[..., None] = getattr(importlib.import_module(module), function)
    return found


def main() -> None:
    """Serve at the socket whose number is the first argument; the second names the prewarm."""
    gc.disable()  # nothing here lives long enough to need it
    del sys.path[0]  # `python -m` put the current directory there
    parent = ServerParent(Channel(socket.socket(fileno=int(sys.argv[1]))), sys.argv[2])
    with contextlib.suppress(WireError):
        parent.serve()


if __name__ == "__main__":
    main()
