"""What goes over a line between a notebook and the broker: a length, then one JSON object.

Both ends bound what they read before they read it, and believe nothing of its form. It needs the
standard library only, as it is loaded in notebooks.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["LARGEST_ANSWER", "LARGEST_QUESTION", "BrokenLineError", "receive_frame", "send_frame"]

LARGEST_QUESTION = 2**20  # bytes; the broker's own limit is in characters, and smaller
LARGEST_ANSWER = 8 * 2**20
_LENGTH = struct.Struct(">I")


class BrokenLineError(OSError):
    """The other end is gone, or has sent what is no frame."""


def send_frame(line: socket.socket, frame: Mapping[str, Any]) -> None:
    """Send one object.

    Raises:
        BrokenLineError: nobody is at the other end.
    """
    body = json.dumps(frame, ensure_ascii=True).encode()  # half of a character pair goes through
    try:
        line.sendall(_LENGTH.pack(len(body)) + body)
    except OSError as error:
        raise BrokenLineError(str(error)) from None


def receive_frame(line: socket.socket, largest: int) -> dict[str, Any] | None:
    """Return the next object of at most `largest` bytes; None where the line has ended.

    Raises:
        BrokenLineError: it ended in the middle, or this is no object, or too large a one.
    """
    head = _receive(line, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise BrokenLineError("the line ended")
    (length,) = _LENGTH.unpack(head)
    if length > largest:
        raise BrokenLineError("too large")
    body = _receive(line, length)
    if len(body) < length:
        raise BrokenLineError("the line ended")
    try:
        frame = json.loads(body)
    except (ValueError, RecursionError):
        raise BrokenLineError("no JSON") from None
    if not isinstance(frame, dict):
        raise BrokenLineError("no object")
    return frame


def _receive(line: socket.socket, count: int) -> bytes:
    """Return `count` bytes, fewer where the line ends before."""
    body = bytearray()
    while len(body) < count:
        try:
            part = line.recv(min(count - len(body), 65_536))
        except OSError:
            break
        if not part:
            break
        body += part
    return bytes(body)
