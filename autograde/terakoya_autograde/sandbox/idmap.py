"""A folder of somebody else's as the child's own: idmapped mounts (mount_setattr(2)).

A root caller's child has a uid of its own, to which a folder of root's or of a learner's would be
closed. Inside, the mapped mount shows the owner's files as the child's, and what the child writes
is the owner's outside. Linux 5.12 or later, on a file system that can (not overlayfs).
"""

from __future__ import annotations

import codecs
import os
import socket
import struct
from contextlib import suppress

from terakoya_autograde.sandbox import privileges, syscalls

__all__ = ["attach", "clone_mapped"]

_AT_FDCWD, _AT_EMPTY_PATH = -100, 0x1000
_OPEN_TREE_CLONE = 1
_MOVE_FROM_EMPTY_PATH = 4
_ATTR_IDMAP = 0x00100000


def clone_mapped(path: str, uid: int, gid: int) -> int | None:
    """A detached mount of `path` in which its owner is `uid` and `gid`, for `attach`.

    None where nothing has to be mapped, or cannot be: a plain bind then stays closed to writing.
    The caller is real root, alone in its mount namespace, and /proc is still there.
    """
    owner = os.stat(path)  # noqa: PTH116 - a string from a plan
    if owner.st_uid == uid:
        return None
    try:
        tree = syscalls.raw(
            "open_tree", _AT_FDCWD, os.fsencode(path), _OPEN_TREE_CLONE | os.O_CLOEXEC
        )
    except OSError:
        return None
    try:
        namespace = _user_namespace((owner.st_uid, owner.st_gid), (uid, gid))
        try:
            attributes = struct.pack("=QQQQ", _ATTR_IDMAP, 0, 0, namespace)
            size = len(attributes)
            syscalls.raw("mount_setattr", tree, b"", _AT_EMPTY_PATH, attributes, size)
        finally:
            os.close(namespace)
    except OSError:
        os.close(tree)
        return None
    return tree


def attach(tree: int, place: str) -> None:
    """Mount what `clone_mapped` gave at `place`, and close it."""
    try:
        syscalls.raw("move_mount", tree, b"", _AT_FDCWD, os.fsencode(place), _MOVE_FROM_EMPTY_PATH)
    finally:
        os.close(tree)


def _user_namespace(owner: tuple[int, int], inside: tuple[int, int]) -> int:
    """A descriptor of a user namespace that maps the owner's uid and gid to those inside.

    A helper becomes the one inside and maps itself, the one map that needs no capability.
    """
    codecs.lookup("ascii")  # for the maps: the one inside may not be able to read the library
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    helper = os.fork()
    if helper == 0:
        with suppress(BaseException):
            os.setgroups([])
            os.setresgid(*[inside[1]] * 3)
            os.setresuid(*[inside[0]] * 3)
            syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
            privileges.enter_user_namespace(*owner)
            socket.send_fds(theirs, [b"."], [os.open("/proc/self/ns/user", os.O_RDONLY)])
        os._exit(0)
    theirs.close()
    with ours:
        _data, descriptors, _flags, _address = socket.recv_fds(ours, 1, 1)
    os.waitpid(helper, 0)
    if not descriptors:
        raise OSError("no user namespace for the mapping")
    return descriptors[0]
