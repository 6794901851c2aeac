"""The grader's hold of what a child writes below Python's streams (`interpreter.raw_output`).

The child reads its pipes itself, in the order of what it prints. The grader only reads what would
not fit: a shell command that writes a great deal would wait for ever for somebody to read it.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from contextlib import suppress

__all__ = ["RawPipes"]

_NAMES = ("stdout", "stderr")
_CAPACITY = 256 * 1024
_SET_SIZE, _GET_SIZE = 1031, 1032  # F_SETPIPE_SZ, F_GETPIPE_SZ
_COUNT = struct.Struct("=i")


class RawPipes:
    """Two pipes: `ends` go to the child, each pipe's end to read before its end to write."""

    def __init__(self) -> None:
        pairs = [os.pipe2(os.O_CLOEXEC) for _name in _NAMES]
        self.ends = tuple(end for pair in pairs for end in pair)
        # Opened anew: whether a read waits is said of what was opened, and the child may change it.
        self._readers = [_open_again(reader) for reader, _writer in pairs]
        for reader, writer in pairs:
            os.fchmod(writer, 0o622)  # the child is another user, and may open /dev/stderr
            os.set_blocking(reader, False)
            with suppress(OSError):  # an ordinary user may have made too many large ones
                fcntl.fcntl(writer, _SET_SIZE, _CAPACITY)
        self._full = [fcntl.fcntl(writer, _GET_SIZE) // 2 for _reader, writer in pairs]
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = [decoder("replace") for _name in _NAMES]

    def give_away(self) -> None:
        """Close what the child has now."""
        for end in self.ends:
            os.close(end)
        self.ends = ()

    def take(self, *, rest: bool = False) -> Iterator[tuple[str, str]]:
        """Read what the child is late to read; yield the stream's name and some text.

        Args:
            rest: the child reads nothing more, so all of it is wanted.
        """
        for name, reader, full, decoder in zip(
            _NAMES, self._readers, self._full, self._decoders, strict=True
        ):
            waiting = _COUNT.unpack(fcntl.ioctl(reader, termios.FIONREAD, _COUNT.pack(0)))[0]
            if waiting < (1 if rest else full):
                continue
            with suppress(BlockingIOError):  # the child was faster
                yield name, decoder.decode(os.read(reader, waiting if rest else full))

    def close(self) -> None:
        """Close everything; what nobody has read is lost."""
        self.give_away()
        for reader in self._readers:
            os.close(reader)
        self._readers = []


def _open_again(reader: int) -> int:
    return os.open(f"/proc/self/fd/{reader}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
