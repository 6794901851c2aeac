"""The starter's side of sandboxed servers: one warm parent, and forks of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.errors import WireError, WorkerError
from terakoya_autograde.kernels.server_parent import Another, ServerLaunch
from terakoya_autograde.storage import Scratch
from terakoya_autograde.warm.start import WarmStart
from terakoya_autograde.warm.warm_process import WarmProcess
from terakoya_autograde.wire import Channel, Forked, Refused, pair

__all__ = ["ServerLaunch", "WarmServer", "WarmServers"]

_SECONDS = 60.0  # until a fork has entered the sandbox, on a machine that does something else


@dataclass(frozen=True)
class WarmServer:
    """One running server: the first process of its sandbox; `pidfd` is the caller's to close."""

    pid: int
    pidfd: int


class WarmServers:
    """One warm parent of servers. What it has forked lives on when it ends."""

    def __init__(
        self, imports: tuple[str, ...], prewarm: str, variables: Collection[str] = ()
    ) -> None:
        """Start it, and wait until it is warm (seconds).

        Args:
            imports: what the kernels of the servers find loaded.
            variables: names of this process's variables that it begins with, as all of its servers
                then do; for those who look for what belongs together. They must be no secret.
            prewarm: ``module:function`` that imports and does what each server would for itself.

        Raises:
            WorkerError: it does not start.
        """
        self._scratch = Scratch("warm-servers")
        self._prewarm, self._variables = prewarm, tuple(variables)
        self._start = WarmStart(self._launch, imports)
        try:
            self.missing = self._start.wait().missing
        except WorkerError:
            self.close()
            raise

    def _launch(self) -> WarmProcess:
        environment = warm_environment(self._scratch.path, ["PYTHONPATH", *self._variables])
        module = "terakoya_autograde.kernels.server_parent"
        return WarmProcess(
            module, self._scratch.path, environment, self._prewarm, spares_children=True
        )

    @property
    def is_alive(self) -> bool:
        """Tell whether the warm parent runs."""
        return self._start.process.is_alive

    @property
    def pid(self) -> int:
        """The warm parent's process id."""
        return self._start.process.pid

    @property
    def log(self) -> str:
        """What the warm parent and the servers have written on their standard error."""
        return self._start.process.log

    def fork(self, launch: ServerLaunch, listener: socket.socket) -> WarmServer:
        """Return a new server that listens at `listener`; one call at a time.

        Raises:
            WorkerError: the warm parent is gone, or a layer of the sandbox cannot be had.
        """
        answer, descriptors = None, list[int]()
        ours, theirs = pair()
        ours.settimeout(_SECONDS)
        with ours, suppress(WireError, OSError):
            line = Channel(ours)
            with theirs:
                ends = (theirs.fileno(), listener.fileno())
                self._start.process.channel.send(Another(), ends)
            line.send(launch)
            answer, descriptors = line.receive_with(Forked | Refused)
        if not isinstance(answer, Forked) or len(descriptors) != 1:
            for descriptor in descriptors:
                os.close(descriptor)
            raise WorkerError(getattr(answer, "reason", "the warm parent of servers is gone"))
        return WarmServer(answer.pid, descriptors[0])

    def close(self) -> None:
        """End the warm parent; its servers go on."""
        self._start.process.end(patience=5)
        self._scratch.remove()
