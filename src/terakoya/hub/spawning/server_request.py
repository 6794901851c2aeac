"""What the spawner asks of the daemon, and what it hears: one line of JSON each."""

from __future__ import annotations

from dataclasses import dataclass, field

from terakoya.hub.spawning.relay_rules import RelayRules
from terakoya.hub.spawning.server_limits import ServerLimits

__all__ = ["LARGEST", "ServerRequest", "ServerStarted"]

LARGEST = 1 << 20  # bytes of one line


@dataclass(frozen=True)
class ServerRequest:
    """A server is wanted.

    Attributes:
        key: the name of its folder; one for each account and server.
        home: the learner's folder, which is there.
        variables: the environment of the server, its kernels and terminals.
        arguments: of Jupyter's server.
        hidden: what must not be shown inside.
        readable: further folders to show.
        asker: who asks a model from there; empty where nobody can.
    """

    key: str
    home: str
    variables: dict[str, str]
    rules: RelayRules
    limits: ServerLimits
    arguments: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    asker: str = ""


@dataclass(frozen=True)
class ServerStarted:
    """What came of it.

    Attributes:
        pid: the first process of its sandbox; 0 where there is none.
        started: when that began, in the system's ticks.
        socket: where it listens.
        trouble: why there is none.
    """

    pid: int = 0
    started: int = 0
    socket: str = ""
    trouble: str = field(default="")
