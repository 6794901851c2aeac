"""A memory control group around one child: the kernel's own limit, where we may set one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MemoryCgroup"]


@dataclass(frozen=True)
class MemoryCgroup:
    """One group, limited to some bytes of memory and no swap beyond them.

    Groups belong to whoever made them (systemd, a container engine). So one is made below our own
    only where that was delegated to us: cgroup v2 with the memory controller enabled for our
    group's children (`Delegate=memory`; our own processes in a group beside). With cgroup v1,
    which knows no delegation, an administrator names the group as `parent`.
    """

    folder: Path

    @classmethod
    @contextmanager
    def around(
        cls, memory_mb: int, parent: Path | None = None
    ) -> Generator[MemoryCgroup | None, None, None]:
        """A group for one child while the block runs, or None where there can be none."""
        above = parent or delegated_group()
        group = cls._make(above, memory_mb * 2**20) if above else None
        try:
            yield group
        finally:
            if group is not None:
                with suppress(OSError):  # busy while a killed process is not yet reaped
                    group.folder.rmdir()

    @classmethod
    def _make(cls, above: Path, limit: int) -> MemoryCgroup | None:
        folder = above / f"terakoya-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            folder.mkdir()
        except OSError:
            return None
        names = ("memory.max", "memory.swap.max", "memory.oom.group")
        values = (limit, 0, 1)
        if (above / "memory.limit_in_bytes").exists():
            names, values = (
                ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", ""),
                (limit,) * 3,
            )
        try:
            (folder / names[0]).write_text(str(values[0]), "ascii")
        except OSError:
            folder.rmdir()
            return None
        for name, value in zip(names[1:], values[1:], strict=True):
            with suppress(OSError):  # kernels without swap accounting have no such file
                if name and (folder / name).exists():
                    (folder / name).write_text(str(value), "ascii")
        return cls(folder)

    def add(self, pid: int) -> None:
        """Put a process, and all that it will start, into the group."""
        (self.folder / "cgroup.procs").write_text(str(pid), "ascii")

    @property
    def out_of_memory(self) -> bool:
        """Whether the kernel has killed something of the group for its memory."""
        for name in ("memory.events", "memory.oom_control"):
            with suppress(OSError):
                for line in (self.folder / name).read_text("ascii").splitlines():
                    key, value = line.split()
                    if key == "oom_kill" and int(value) > 0:
                        return True
        return False

    @property
    def peak(self) -> int:
        """The most bytes that the group has held; 0 where the kernel does not say."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            with suppress(OSError):
                return int((self.folder / name).read_text("ascii"))
        return 0


def delegated_group(own: Path = Path("/proc/self/cgroup")) -> Path | None:
    """The group below which we may make groups of our own with a memory limit, or None."""
    for line in own.read_text("utf-8").splitlines():
        if line.startswith("0::/"):
            here = Path("/sys/fs/cgroup") / line.removeprefix("0::/")
            for group in (here, here.parent):
                if _hands_down_memory(group):
                    return group
    return None


def _hands_down_memory(group: Path) -> bool:
    try:
        enabled = (group / "cgroup.subtree_control").read_text("ascii").split()
    except OSError:
        return False
    return "memory" in enabled and os.access(group / "cgroup.procs", os.W_OK)
