"""What one learner's server may use, with its kernels and terminals."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ServerLimits"]


@dataclass(frozen=True)
class ServerLimits:
    """The limits of one server.

    Attributes:
        memory_mb: MiB that all of it may hold, what it shares with the others not counted twice.
        home_mb: MiB that the home may hold.
        processes: processes and threads at a time.
        open_files: of each process.
        file_mb: MiB that one file may grow to.
        temporary_mb: MiB of its private /tmp, and of /dev/shm.
        terminals: pseudo terminals at a time.
        niceness: how much it stands back behind the office's own parts, 0 to 19.
        idle_minutes: how long nobody may use it before it is ended; 0 for ever.
    """

    memory_mb: int = 2048
    home_mb: int = 2048
    processes: int = 512
    open_files: int = 2048
    file_mb: int = 1024
    temporary_mb: int = 256
    terminals: int = 16
    niceness: int = 5
    idle_minutes: int = 60
