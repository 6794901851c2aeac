"""What the page of backups asks of whoever makes them: the site itself knows no backup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["BackupWork", "Backups"]


@dataclass(frozen=True)
class BackupWork:
    """How far a backup is; `total` is 0 until it is known. In bytes."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """How much of it is done, from 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


class Backups(Protocol):
    """Makes backups beside the site, one at a time; safe in threads."""

    @property
    def folder(self) -> Path:
        """Where they go."""

    @property
    def remind_days(self) -> int:
        """After how many days without one somebody should be told; 0 for never."""

    def work(self) -> BackupWork | None:
        """Return how far the one in the making is; None where there is none."""

    def start(self, by: str) -> None:
        """Begin one for an account; nothing where one is in the making."""

    def find(self, name: str) -> Path | None:
        """Return the file of that name among them; None where there is none."""
