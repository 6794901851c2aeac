"""The Linux calls that Python's `os` lacks, each raising OSError.

Everything is looked up at import, so that a forked child only calls.
"""

from __future__ import annotations

import ctypes
import os
import struct

from terakoya_autograde.sandbox.syscall_numbers import number

__all__ = ["libc", "mount", "pivot_root", "prctl", "raw", "set_mount_flags", "setns", "unmount"]
__all__ += ["unshare"]

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
libc.umount2.argtypes = [ctypes.c_char_p, ctypes.c_int]

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
MNT_DETACH = 2

ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 0x1, 0x2, 0x4, 0x8
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_SECUREBITS, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 28, 36, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4


def _checked(result: int, about: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), about)
    return result


def raw(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make the system call `name`, whose number is this machine's.

    bytes are only read by the kernel; a ctypes buffer may be written to.
    """
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(libc.syscall(ctypes.c_long(number(name)), *passed), name)


def unshare(flags: int) -> None:
    """Leave the namespaces of `flags` for new ones."""
    _checked(libc.unshare(flags), f"unshare {flags:#x}")


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace behind a descriptor."""
    _checked(libc.setns(descriptor, kind), "setns")


def prctl(option: int, *values: int | ctypes.c_void_p) -> None:
    """Change one property of this process."""
    passed = [ctypes.c_ulong(v) if isinstance(v, int) else v for v in values]
    passed += [ctypes.c_ulong(0)] * (4 - len(passed))
    _checked(libc.prctl(option, *passed), f"prctl {option}")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount, or bind, `source` at `target`."""
    parts = [os.fsencode(text) or None for text in (source, target, kind, options)]
    _checked(libc.mount(parts[0], parts[1], parts[2], flags, parts[3]), target)


def unmount(target: str) -> None:
    """Take a mount away now; what still uses it keeps it until it closes it."""
    _checked(libc.umount2(os.fsencode(target), MNT_DETACH), target)


def set_mount_flags(target: str, add: int = 0, clear: int = 0, below: bool = True) -> None:
    """Add ATTR_* flags to a mount, and to all below it; those of before (and locked ones) stay.

    `clear` takes flags away, which only works for mounts of our own making.
    """
    attributes = struct.pack("=QQQQ", add, clear, 0, 0)
    flags = _AT_RECURSIVE if below else 0
    raw("mount_setattr", _AT_FDCWD, os.fsencode(target), flags, attributes, len(attributes))


def pivot_root(new: str) -> None:
    """Make the mount `new` the root and let go of the old one (pivot_root(2), the "." "." way)."""
    os.chdir(new)
    raw("pivot_root", b".", b".")
    unmount(".")
    os.chdir("/")
