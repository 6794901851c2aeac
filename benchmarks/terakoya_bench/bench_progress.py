"""How a benchmark tells how far it is, without knowing who shows it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

__all__ = ["Progress", "Step"]


class Progress(Protocol):
    """Counts finished parts."""

    def advance(self, label: str = "") -> None:
        """One more part is done."""


Step = Callable[[str, int], AbstractContextManager[Progress]]
"""``step(title, total)`` shows the progress of one step of so many parts."""
