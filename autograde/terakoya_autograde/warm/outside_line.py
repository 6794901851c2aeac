"""A line from a child to somebody outside of the sandbox, who has made it and answers there.

It is one end of a socket pair that the child is born with; a variable tells its number. What is
said over it, the engine does not know: whoever gives lines bounds what comes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

__all__ = ["LINE", "OpenLine", "tell_line"]

LINE = "TERAKOYA_LINE"
OpenLine = Callable[[], socket.socket]
"""Gives the child's end of a new line; who asks for it closes it once the child has it."""


def tell_line(descriptor: int) -> None:
    """Let the code of this process know of its line."""
    os.environ[LINE] = str(descriptor)
