"""The file system inside: a root made of read-only binds and a few private, sized places.

The caller is alone in a mount namespace of its own and may mount there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from terakoya_autograde.sandbox import counters, idmap, syscalls
from terakoya_autograde.sandbox.layers import layer
from terakoya_autograde.sandbox.loopback import bound_queues
from terakoya_autograde.sandbox.policy import Policy

__all__ = ["DEVICES", "HOME", "TEMPORARY", "TERMINALS", "WORK", "WRITABLE", "Bind"]
__all__ += ["build_root", "plan_binds"]

WORK, TEMPORARY, HOME, SHARED_MEMORY = "/submission", "/tmp", "/tmp/home", "/dev/shm"  # noqa: S108
WRITABLE = (WORK, TEMPORARY, SHARED_MEMORY)
# /dev/zero is not for writing: mapped shared it would be memory that counts nowhere.
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")
# Its own pseudo terminals, and the one that a process is at, whichever that is.
TERMINALS = ("/dev/pts", "/dev/tty")

# The new root grows where no readable tree can come from; this namespace's own /proc is done with.
_BASE = "/proc"
_LOCKED = syscalls.ATTR_RDONLY | syscalls.ATTR_NOSUID | syscalls.ATTR_NODEV
_PLAIN = syscalls.MS_NOSUID | syscalls.MS_NODEV
_FILES_PER_MB = 256  # inodes are kernel memory too


@dataclass(frozen=True)
class Bind:
    """One path of outside: a link to `link`, or a tree or file that is bound."""

    path: str
    link: str | None
    folder: bool
    writable: bool = False


def build_root(policy: Policy, uid: int, gid: int) -> None:
    """Build the root, enter it and let go of the old one; the current directory is WORK."""
    binds = plan_binds(policy.readable, policy.writable)
    with layer("private mounts"):
        # Else whatever is mounted here would be mounted outside, too.
        syscalls.mount("none", "/", flags=syscalls.MS_REC | syscalls.MS_PRIVATE)
        opened = [bind.path for bind in binds if bind.writable and bind.link is None]
        trees = {path: idmap.clone_mapped(path, uid, gid) for path in opened}
        syscalls.mount("root", _BASE, "tmpfs", _PLAIN, "size=1m,nr_inodes=4096,mode=755")
    with layer("private work directory"):
        # Before the binds: a readable tree may lie below one of these places.
        for place, size in ((WORK, policy.work_mb), (TEMPORARY, policy.temporary_mb)):
            Path(_BASE + place).mkdir()
            owner = f"mode=700,uid={uid},gid={gid}"
            syscalls.mount(place[1:], _BASE + place, "tmpfs", _PLAIN, f"{_sized(size)},{owner}")
    with layer("read-only environment"):
        for bind in binds:
            _bind(bind, trees.get(bind.path))
        _write_etc(uid, gid)
        counters.write_counters(_BASE)
        for place in ("/dev", "/proc"):
            Path(_BASE + place).mkdir()
        # Only now, when all that is ours has been written into it.
        syscalls.set_mount_flags(_BASE, _LOCKED)
        for place in (WORK, TEMPORARY, *opened):
            syscalls.set_mount_flags(_BASE + place, clear=syscalls.ATTR_RDONLY, below=False)
    with layer("private /dev"):
        _make_dev(policy)
    with layer("fresh /proc"):
        syscalls.mount("proc", f"{_BASE}/proc", "proc", _PLAIN | syscalls.MS_NOEXEC)
        if policy.loopback:
            bound_queues(f"{_BASE}/proc")
        counters.still_counters(_BASE)
    with layer("pivot_root"):
        syscalls.pivot_root(_BASE)
        os.chdir(WORK)


def _sized(megabytes: int) -> str:
    return f"size={megabytes}m,nr_inodes={1024 + megabytes * _FILES_PER_MB}"


@cache
def plan_binds(readable: tuple[Path, ...], writable: tuple[Path, ...] = ()) -> tuple[Bind, ...]:
    """How each path comes inside, parents first; ValueError for what cannot.

    What lies in another of its kind is left out. A link stays a link, and where it leads is bound.
    Cached, as the parent asks for it before every fork.
    """
    opened = {*writable, *(path.resolve() for path in writable)}
    if taken := [
        path for path in opened if any(Path(own).is_relative_to(path) for own in WRITABLE)
    ]:
        raise ValueError(f"{taken[0]} cannot be writable inside: a private one takes its place")
    chosen: list[Path] = []
    for path in sorted({*readable, *(path.resolve() for path in readable), *opened}):
        # All of the machine is what the new root hides; below _BASE that root itself grows.
        if not path.is_absolute() or path == Path("/") or path.is_relative_to(_BASE):
            raise ValueError(f"{path} cannot be shown inside")
        above = [other for other in chosen if path.is_relative_to(other)]
        if not above or (above[-1] in opened) != (path in opened):
            chosen.append(path)
    return tuple(
        Bind(
            str(path),
            str(path.resolve()) if path.is_symlink() else None,
            path.is_dir(),
            path in opened,
        )
        for path in chosen
    )


def _bind(bind: Bind, tree: int | None) -> None:
    place = f"{_BASE}{bind.path}"
    os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120 - hot path
    if bind.link is not None:
        with suppress(FileExistsError):  # in a tree that is bound
            os.symlink(bind.link, place)  # noqa: PTH211 - hot path
    elif bind.folder:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103 - hot path
        if tree is not None:
            idmap.attach(tree, place)
            return
        syscalls.mount(bind.path, place, flags=syscalls.MS_BIND | syscalls.MS_REC)
    else:
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))
        syscalls.mount(bind.path, place, flags=syscalls.MS_BIND)


def _write_etc(uid: int, gid: int) -> None:
    """The few files that libraries look for: who am I, what is localhost."""
    texts = {
        "passwd": f"root:x:0:0::/:/bin/false\nlearner:x:{uid}:{gid}::{HOME}:/bin/sh\n",
        "group": f"root:x:0:\nlearner:x:{gid}:\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    folder = Path(f"{_BASE}/etc")
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "ascii")


def _make_dev(policy: Policy) -> None:
    folder = Path(f"{_BASE}/dev")
    options = syscalls.MS_NOSUID | syscalls.MS_NOEXEC
    syscalls.mount("dev", str(folder), "tmpfs", options, "size=64k,nr_inodes=64,mode=755")
    for device in (*DEVICES, "/dev/zero"):
        place = Path(_BASE + device)
        place.touch()
        syscalls.mount(device, str(place), flags=syscalls.MS_BIND)
    if policy.terminals:
        _make_terminals(folder, policy.terminals)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        (folder / name).symlink_to(f"/proc/self/fd{target}")
    (folder / "shm").mkdir()
    syscalls.set_mount_flags(
        str(folder), syscalls.ATTR_RDONLY | syscalls.ATTR_NOSUID | syscalls.ATTR_NOEXEC
    )
    size = f"{_sized(policy.temporary_mb)},mode=1777"
    syscalls.mount("shm", f"{folder}/shm", "tmpfs", _PLAIN | syscalls.MS_NOEXEC, size)


def _make_terminals(folder: Path, most: int) -> None:
    """Make pseudo terminals that nobody else has: a file system of their own."""
    (folder / "pts").mkdir()
    options = f"newinstance,ptmxmode=0666,mode=0600,max={most}"
    flags = syscalls.MS_NOSUID | syscalls.MS_NOEXEC
    syscalls.mount("devpts", str(folder / "pts"), "devpts", flags, options)
    (folder / "ptmx").symlink_to("pts/ptmx")
    (folder / "tty").touch()
    syscalls.mount("/dev/tty", str(folder / "tty"), flags=syscalls.MS_BIND)
