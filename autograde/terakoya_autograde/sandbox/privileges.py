"""Giving up identity and capabilities, so that nothing gives them back."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from pathlib import Path

from terakoya_autograde.sandbox import syscalls

__all__ = ["become", "drop_capabilities", "effective_capabilities", "enter_user_namespace"]
__all__ += ["has_mount_rights", "is_real_root"]

_SETGID, _SETUID, _SETPCAP, _SYS_ADMIN = 6, 7, 8, 21  # CAP_* of linux/capability.h
_VERSION_3 = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
# NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE set and locked, KEEP_CAPS locked at off:
# being uid 0 somewhere, or running a set-uid program, brings no capability.
_SECURE_BITS = 0b1111 | 1 << 5 | 0b11 << 6


def effective_capabilities() -> int:
    """This process's effective capabilities as a bit set."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _VERSION_3, 0), 8)
    data = ctypes.create_string_buffer(24)
    syscalls.raw("capget", header, data)
    low, _, _, high, _, _ = struct.unpack("=6I", data.raw)
    return int(low | high << 32)


def has_mount_rights() -> bool:
    """Whether this process can build the sandbox as root does: mount, and change its uid."""
    needed = 1 << _SYS_ADMIN | 1 << _SETUID | 1 << _SETGID | 1 << _SETPCAP
    return os.geteuid() == 0 and effective_capabilities() & needed == needed


def is_real_root() -> bool:
    """Whether uid 0 here is the kernel's own uid 0, which RLIMIT_NPROC does not bind."""
    return os.geteuid() == 0 and Path("/proc/self/uid_map").read_text("ascii").split()[1] == "0"


def enter_user_namespace(uid: int, gid: int) -> None:
    """Enter a new user namespace in which the present user is `uid` and the group `gid`.

    Raises:
        OSError: the kernel or a policy (Debian's and Ubuntu's sysctls, AppArmor) refuses.
    """
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    # Changed credentials make /proc/self root's; the maps must be written by us.
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        Path("/proc/self", name).write_text(text, "ascii")


def drop_capabilities() -> None:
    """Lock the secure bits and empty the bounding and the ambient set; the others still stand."""
    syscalls.prctl(syscalls.PR_SET_SECUREBITS, _SECURE_BITS)
    syscalls.prctl(syscalls.PR_CAP_AMBIENT, syscalls.PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        try:
            syscalls.prctl(syscalls.PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno == errno.EINVAL and capability > _SYS_ADMIN:
                break  # the kernel's last one is behind us
            raise


def become(uid: int, gid: int, from_root: bool) -> None:
    """Take the uid and gid in all their forms (from root), and hold no capability afterwards.

    Raises:
        OSError: refused, or something is still held; EPERM says that.
    """
    if from_root:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    header = struct.pack("=Ii", _VERSION_3, 0)
    syscalls.raw("capset", header, bytes(24))
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    if effective_capabilities() or os.getresuid() != (uid,) * 3 or os.getresgid() != (gid,) * 3:
        raise OSError(errno.EPERM, "the old identity is still held")
