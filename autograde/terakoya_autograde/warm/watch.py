"""What one request to a child may use, seen from outside: its time, and looks at its memory."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["LOOK", "PATIENCE", "Watch"]

LOOK = 0.1  # seconds between looks at a child's memory
PATIENCE = 2.0  # seconds for what was interrupted to stop


class Watch:
    """The watch over one request, from the moment it is made.

    Attributes:
        interrupted: whether the request has been interrupted.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow so many seconds before the request is late."""
        self.interrupted = False
        self._clock = clock
        self._looked = clock()
        self._deadline = self._looked + seconds

    def must_look(self) -> bool:
        """Tell whether it is time to look at the memory again."""
        now = self._clock()
        if now - self._looked <= LOOK:
            return False
        self._looked = now
        return True

    def is_late(self) -> bool:
        """Tell whether the request should have ended by now."""
        return self._clock() > self._deadline

    def interrupt(self) -> None:
        """Give the interrupted request a little time to stop."""
        self.interrupted, self._deadline = True, self._clock() + PATIENCE
