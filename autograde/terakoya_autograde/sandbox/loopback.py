"""The loopback of a network namespace, in which there is nothing else.

What is queued in a TCP connection is memory that no process shows. The kernel would let each of
them grow to some MiB, so the namespace's own limits are set to what any other socket may hold.
"""

from __future__ import annotations

import fcntl
import socket
import struct
from pathlib import Path

__all__ = ["bound_queues", "raise_loopback"]

_SIOCSIFFLAGS, _UP = 0x8914, 1  # linux/sockios.h, linux/if.h
_QUEUES = "4096 65536 212992"  # bytes: least, at first, most


def raise_loopback() -> None:
    """Let the namespace's loopback carry packets; needs CAP_NET_ADMIN there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        fcntl.ioctl(asking, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP))


def bound_queues(proc: str) -> None:
    """Bound what connections may hold, by the namespace's own settings in its fresh /proc."""
    for name in ("tcp_rmem", "tcp_wmem"):
        Path(f"{proc}/sys/net/ipv4/{name}").write_text(_QUEUES, "ascii")
