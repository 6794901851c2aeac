"""What is kept of a running server, so that whoever comes after a crash finds it again."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from terakoya_autograde.storage import write_file

from terakoya.hub.spawning.relay_rules import RelayRules
from terakoya.hub.spawning.server_limits import ServerLimits

__all__ = ["ServerRecord", "kill_server", "read_record", "server_is_there", "started_at"]

_NAME = "server.json"


@dataclass(frozen=True)
class ServerRecord:
    """One running server.

    Attributes:
        pid: the first process of its sandbox, by which all of it ends.
        started: when that began, in the system's ticks: numbers of processes come again.
        home: the learner's folder.
        slot: the number of the account inside.
        asker: who asks a model from there; empty where nobody can.
    """

    pid: int
    started: int
    home: str
    slot: int
    rules: RelayRules
    limits: ServerLimits
    asker: str = ""

    def write(self, folder: Path) -> None:
        """Keep it in the server's folder."""
        write_file(folder / _NAME, msgspec.json.encode(self), 0o600)

    @property
    def is_there(self) -> bool:
        """Tell whether the server still runs."""
        return server_is_there(self.pid, self.started)


def read_record(folder: Path) -> ServerRecord | None:
    """Return what is kept of a folder's server; None where it is nothing that we wrote."""
    try:
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=ServerRecord)
    except (OSError, msgspec.DecodeError):
        return None


def started_at(pid: int) -> int:
    """Return when a process began, in the system's ticks since it started; 0 where it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    after = text.rpartition(")")[2].split()  # its name may hold anything
    return 0 if after[0] in "ZX" else int(after[19])


def server_is_there(pid: int, started: int) -> bool:
    """Tell whether this very process still runs."""
    return pid > 0 and started > 0 and started_at(pid) == started


def kill_server(pid: int, started: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to this very process, and to no other that has its number now."""
    with suppress(OSError):
        pidfd = os.pidfd_open(pid)
        try:
            if server_is_there(pid, started):
                signal.pidfd_send_signal(pidfd, number)
        finally:
            os.close(pidfd)
