"""Where frames begin and end in what one end says to the other; nothing is decoded."""

from __future__ import annotations

from terakoya_autograde.wire import LENGTH

__all__ = ["FrameSplitter"]


class FrameSplitter:
    """Cuts a stream of bytes into frames, their lengths included.

    Attributes:
        rest: what has come of a frame that is not whole.
    """

    def __init__(self) -> None:
        self.rest = bytearray()

    def add(self, data: bytes) -> list[bytes]:
        """Take some bytes; return the frames that are whole now."""
        self.rest += data
        frames = []
        while len(self.rest) >= self.awaited:
            frames.append(bytes(self.rest[: self.awaited]))
            del self.rest[: len(frames[-1])]
        return frames

    @property
    def awaited(self) -> int:
        """How many bytes the present frame has, as far as it says so by now."""
        if len(self.rest) < LENGTH.size:
            return LENGTH.size
        return LENGTH.size + int(LENGTH.unpack_from(self.rest)[0])
