"""Starting a sandboxed child from a warm, single-threaded parent."""

from __future__ import annotations

import errno
import os
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from terakoya_autograde.sandbox import (
    counters,
    inherited,
    landlock,
    privileges,
    root,
    seccomp,
    syscalls,
)
from terakoya_autograde.sandbox.child_entry import READY, Entry, report, run_child
from terakoya_autograde.sandbox.layers import SandboxError, layer
from terakoya_autograde.sandbox.policy import Inside, Policy

__all__ = ["BASE_UID", "SLOTS", "THREADS", "fork_inside", "reap"]

BASE_UID = 61184  # the first of systemd's range for dynamic users; nobody's own
SLOTS = 4336
THREADS = "single thread"  # the layer that a parent with more of them lacks
_SETUP_SECONDS = 30
_REPORT_BYTES = 4096


def fork_inside(
    policy: Policy, files: Mapping[str, bytes], keep: Sequence[int], body: Callable[[], None]
) -> Inside:
    """Fork a child into the sandbox, with `files` in its work directory, and run `body` there.

    The descriptors `keep` stay open in it; 0, 1 and 2 are /dev/null where they are not kept.
    Returns when every layer is entered; `body` runs on. The child is the caller's: `reap()` it,
    close its pidfd.

    Raises:
        SandboxError: a layer cannot be had; nothing of `body` has run and nothing is left.
    """
    _refuse_early(policy, files)
    with layer("descriptors"):
        reader, writer = os.pipe2(os.O_CLOEXEC)
        parent = os.pidfd_open(os.getpid())
    uid, gid, from_root = _identity(policy)
    entry = Entry(policy, files, keep, writer, parent, None, uid, gid, from_root)
    try:
        pid = _fork_as_root(entry, body) if from_root else _fork_as_user(entry, body)
    except BaseException:
        os.close(reader)
        raise
    finally:
        os.close(writer)
        os.close(parent)
    try:
        return _await_ready(pid, reader)
    finally:
        os.close(reader)


def _refuse_early(policy: Policy, files: Mapping[str, bytes]) -> None:
    """Raise what can be known before a fork; what it works out, the child inherits."""
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208 - hot path
        raise SandboxError(THREADS, errno.EBUSY, "the parent has more than one thread")
    with layer("files"):
        inherited.check_names(files)
    with layer("slot"):
        if not 0 <= policy.slot < SLOTS:
            raise ValueError(f"slot {policy.slot} is not in 0..{SLOTS - 1}")
    with layer("read-only environment"):
        root.plan_binds(policy.readable, policy.writable)
        counters.read_counters()
    with layer("landlock"):
        landlock.abi_version()
    with layer("seccomp"):
        seccomp.build_filter(narrows=policy.narrows)


def reap() -> list[tuple[int, int]]:
    """Take note of every child that has ended: (pid, wait status). Never waits."""
    ended: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended.append((pid, status))


def _identity(policy: Policy) -> tuple[int, int, bool]:
    """Who the child is to be: (uid, gid, whether real root builds its sandbox)."""
    own, group = BASE_UID + policy.slot, BASE_UID + policy.slot
    if privileges.has_mount_rights():
        return own, group, True
    if privileges.is_real_root():
        raise SandboxError("identity", errno.EPERM, "root without CAP_SYS_ADMIN and CAP_SETUID")
    return os.geteuid() or own, os.getegid() or group, False


def _fork_as_root(entry: Entry, body: Callable[[], None]) -> int:
    """The child is the caller's own: its next fork starts a pid namespace, those after do not."""
    with layer("pid namespace"):
        home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        try:
            syscalls.unshare(syscalls.CLONE_NEWPID)
            try:
                pid = os.fork()
                if pid == 0:
                    run_child(entry, body)
            finally:
                # Back: a fork into a pid namespace whose first process has ended is refused.
                syscalls.setns(home, syscalls.CLONE_NEWPID)
        finally:
            os.close(home)
    return pid


def _fork_as_user(entry: Entry, body: Callable[[], None]) -> int:
    """A launcher enters a user namespace, forks the child, says its pid and is gone at once.

    The child becomes the caller's (a "subreaper"): no process stays that shares its memory.
    """
    with layer("launcher"):
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
        reader, writer = os.pipe2(os.O_CLOEXEC)
        gone, held = os.pipe2(os.O_CLOEXEC)
        launcher = os.fork()
    if launcher == 0:
        _launch(replace(entry, launcher=gone), body, writer)
    os.close(writer)
    os.close(gone)
    try:
        number = os.read(reader, 32)
    finally:
        os.close(reader)
        os.waitpid(launcher, 0)
        # Only now is the child ours: a dying parent signals its children after it has closed
        # its files, so the child must not ask for a death signal before.
        os.close(held)
    return int(number) if number else 0


def _launch(entry: Entry, body: Callable[[], None], answer: int) -> NoReturn:
    """The launcher's whole life."""
    try:
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        with layer("user namespace"):
            privileges.enter_user_namespace(entry.uid, entry.gid)
        with layer("pid namespace"):
            syscalls.unshare(syscalls.CLONE_NEWPID)
            pid = os.fork()
        if pid == 0:
            run_child(entry, body)
        os.write(answer, str(pid).encode())
        os._exit(0)
    except SandboxError as error:
        report(entry.report, error)
    finally:
        os._exit(1)


def _await_ready(pid: int, reader: int) -> Inside:
    """Hear that the child is inside, or raise what kept it out (pid 0: there is none)."""
    heard = _read_all(reader)
    if pid and heard == READY:
        return Inside(pid, os.pidfd_open(pid))
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    name, code, detail = [*heard.decode(errors="replace").split("\n", 2), "", ""][:3]
    raise SandboxError(name or "entry", int(code or 0), detail)


def _read_all(reader: int) -> bytes:
    """Everything until the writer closes, at most a page, within a fixed time."""
    watch = select.poll()
    watch.register(reader, select.POLLIN)
    deadline = time.monotonic() + _SETUP_SECONDS
    heard = b""
    while len(heard) < _REPORT_BYTES and watch.poll(max(0, 1000 * (deadline - time.monotonic()))):
        part = os.read(reader, _REPORT_BYTES)
        if not part:
            return heard
        heard += part
    return b"entry\n110\nno answer in time"
