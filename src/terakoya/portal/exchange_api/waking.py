"""Telling whoever waits, in this process, that something has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Waking"]


@dataclass
class Waking:
    """Calls whoever wants to know; what it loses, they find out by looking."""

    _told: list[Callable[[], None]] = field(default_factory=list)

    def tell(self, wake: Callable[[], None]) -> None:
        """Call `wake` from now on, from any thread."""
        self._told.append(wake)

    def wake(self) -> None:
        """Something has come."""
        for wake in tuple(self._told):
            wake()
