"""Landlock: what the file system, the network and signals are allowed to this process.

A second fence behind the mounts: reading and executing everywhere inside, writing only in the
private directories. linux/landlock.h, ABI 1 (Linux 5.13) and later.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from terakoya_autograde.sandbox import syscalls

__all__ = ["abi_version", "restrict"]

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_BIND_TCP, _CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2
_PATH_BENEATH = 1


def abi_version() -> int:
    """The kernel's Landlock ABI, 1 or more; OSError where there is none."""
    return syscalls.raw("landlock_create_ruleset", None, 0, 1)


def restrict(writable: Iterable[str], devices: Iterable[str], *, tcp: bool = False) -> None:
    """Bind this process for good: the trees `writable` fully, `devices` for writing, all readable.

    TCP is refused from ABI 4, other processes' abstract sockets and signals to them from ABI 6.

    Args:
        tcp: whether TCP is allowed all the same: its network is its own.
    """
    abi = abi_version()
    handled = _RIGHTS[min(abi, max(_RIGHTS))]
    network = _BIND_TCP | _CONNECT_TCP if abi >= 4 and not tcp else 0
    scoped = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if abi >= 6 else 0
    fields = (handled, *([network] if abi >= 4 else []), *([scoped] if abi >= 6 else []))
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = syscalls.raw("landlock_create_ruleset", attributes, len(attributes), 0)
    try:
        _allow(ruleset, "/", (_EXECUTE | _READ_FILE | _READ_DIR) & handled)
        for tree in writable:
            _allow(ruleset, tree, handled & ~(_MAKE_CHAR | _MAKE_BLOCK))
        for device in devices:
            _allow(ruleset, device, (_WRITE_FILE | _READ_FILE | _IOCTL_DEVICE) & handled)
        syscalls.raw("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, place)  # packed: no padding (landlock_path_beneath_attr)
        syscalls.raw("landlock_add_rule", ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
