"""Telling how far a run is: one line that is rewritten on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from terakoya_autograde.readable_text import ReadableStream, readable

__all__ = ["Progress"]

LINE_EVERY = 5.0


class Progress:
    """Counts submissions and guesses how long the rest will take.

    Args:
        clock: seconds, ever growing.
    """

    def __init__(
        self, total: int, out: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total, self._clock = total, clock
        self._out = out.raw if isinstance(out, ReadableStream) else out  # it rewrites its own line
        self._started = self._told = clock()
        self._done = 0
        self._rewrites = out.isatty()

    def advance(self, count: int = 1) -> None:
        """Count submissions as done and tell, when it is time to."""
        self._done += count
        now = self._clock()
        if not (self._rewrites or now - self._told >= LINE_EVERY or self._done == self._total):
            return
        self._told = now
        self._write(self._line(now - self._started))

    def say(self, text: str) -> None:
        """Write a line of its own."""
        line = readable(text)
        self._put(f"\r\x1b[K{line}\n" if self._rewrites else f"{line}\n")

    def close(self) -> None:
        """End the line that is rewritten."""
        if self._rewrites and self._done:
            self._put("\n")

    def _line(self, elapsed: float) -> str:
        left = elapsed / max(1, self._done) * (self._total - self._done)
        line = f"{self._done}/{self._total} graded, {elapsed:.0f} s"
        return line if self._done == self._total else f"{line}, about {left:.0f} s left"

    def _write(self, line: str) -> None:
        self._put(f"\r\x1b[K{line}" if self._rewrites else f"{line}\n")

    def _put(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
