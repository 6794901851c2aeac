"""Standard output and error of the kernel, with what is written below them.

A shell command, a C library or `os.write` writes to the descriptors 1 and 2 and not to Python's
streams. ipykernel has a thread read them. A thread could not be forked, so here they are pipes that
are read whenever Python writes, and when a cell ends: what one thread of a program writes, here and
there, comes in the order in which it was written. Where a pipe is full before that, the grader, who
has its end as well, reads some of it (`warm.raw_pipes`).
"""

from __future__ import annotations

import codecs
import io
import os
import select
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["OutputStream", "RawOutput", "redirect"]

STREAM_BYTES = 1 << 16
_MOST_READS = 64  # at a time: somebody in the background may write for ever


def redirect(ends: Sequence[int]) -> tuple[RawOutput, ...]:
    """Let descriptors 1 and 2 lead into pipes; return their other ends.

    Args:
        ends: a pipe to read and its end to write for each of them, as the grader has made them.
    """
    if not ends:
        return ()
    for descriptor, writer in zip((1, 2), ends[1::2], strict=True):
        os.dup2(writer, descriptor)
        os.close(writer)
    return tuple(RawOutput(reader) for reader in ends[::2])


def _nothing_waits(_milliseconds: int) -> bool:
    return False


class RawOutput:
    """What was written to one descriptor, below Python's stream.

    Attributes:
        waits: tells within so many milliseconds whether there may be something.
    """

    def __init__(self, reader: int) -> None:
        self._reader = reader
        poll = select.poll()
        poll.register(reader, select.POLLIN)
        self.waits: Callable[[int], object] = poll.poll
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def take(self, *, final: bool = False) -> str:
        """Return what has come since the last time; never waits.

        Args:
            final: half a character is not waited for.
        """
        data = b""
        try:
            for _ in range(_MOST_READS):
                part = os.read(self._reader, STREAM_BYTES) if self.waits(0) else b""
                if not part:
                    break
                data += part
        except OSError:  # the learner's code has closed it
            pass
        return self._decoder.decode(data, final) if data or final else ""


class OutputStream(io.TextIOBase):
    """Standard output or error: text is gathered, then sent as one message."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(
        self, name: str, send: Callable[[str, dict[str, Any]], None], raw: RawOutput | None = None
    ) -> None:
        self.name = name
        self._send = send
        self._raw = raw
        self._waits = raw.waits if raw is not None else _nothing_waits
        self._process = os.getpid()
        self._silent: int | None = None
        self._parts: list[str] = []
        self._size = 0

    def write(self, text: str) -> int:
        """Gather text; a great deal of it is sent at once."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self._waits(0):  # for each piece of text: the order is to be the program's
            self._gather_raw()
        self._parts.append(text)
        self._size += len(text)
        if self._size > STREAM_BYTES:
            self._send_gathered()
        return len(text)

    def flush(self) -> None:
        """Send what was gathered."""
        self._gather_raw()
        self._send_gathered()

    def take_raw(self) -> str:
        """Return what was written below this stream since the last time, in place of sending it."""
        return self._raw.take() if self._raw is not None else ""

    def end(self) -> None:
        """Send what was gathered, at the end of a cell."""
        if self._raw is not None:
            self._gather(self._raw.take(final=True))
        self._send_gathered()

    def fileno(self) -> int:
        """Return a descriptor, as some ask for one; what is written there is shown nowhere.

        So it is in a stock kernel, where it is the kernel's own terminal.
        """
        if self._silent is None:
            self._silent = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        return self._silent

    def writable(self) -> bool:
        """It takes text."""
        return True

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def _gather_raw(self) -> None:
        # A process that the learner's code has forked leaves it to this one.
        if self._raw is not None and os.getpid() == self._process:
            self._gather(self._raw.take())

    def _gather(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _send_gathered(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        if text:
            self._send("stream", {"name": self.name, "text": text})
