"""The child's way in: every layer in order, and only then the body."""

from __future__ import annotations

import errno
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from terakoya_autograde.sandbox import inherited, landlock, privileges, root, seccomp, syscalls
from terakoya_autograde.sandbox.layers import SandboxError, layer
from terakoya_autograde.sandbox.loopback import raise_loopback
from terakoya_autograde.sandbox.policy import Policy
from terakoya_autograde.sandbox.rlimits import limit_resources

__all__ = ["READY", "Entry", "report", "run_child"]

READY = b"ready"
_HOSTNAME = "terakoya"
_NAMESPACES = {
    "mount namespace": syscalls.CLONE_NEWNS,
    "network namespace": syscalls.CLONE_NEWNET,
    "ipc namespace": syscalls.CLONE_NEWIPC,
    "hostname namespace": syscalls.CLONE_NEWUTS,
    "cgroup namespace": syscalls.CLONE_NEWCGROUP,
}


@dataclass(frozen=True)
class Entry:
    """What the child needs to get in.

    Attributes:
        report: write end of a pipe to the caller; hears READY or the failed layer.
        parent: pidfd of the caller: the child ends with it.
        launcher: read end of a pipe that the launcher holds until it is gone; None without one.
        uid, gid: who the child is inside.
        from_root: real root mounts, and changes its uid after; otherwise user namespaces.
    """

    policy: Policy
    files: Mapping[str, bytes]
    keep: Sequence[int]
    report: int
    parent: int
    launcher: int | None
    uid: int
    gid: int
    from_root: bool


def run_child(entry: Entry, body: Callable[[], None]) -> NoReturn:
    """Enter, run `body`, end: 0 after the body, 1 after an exception that it let through."""
    code = 1
    try:
        _enter_or_report(entry)
        body()
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001 - nothing of the parent's stack may run in the child
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code & 0xFF)  # `sys.exit` would clear up what is still the parent's


def _enter_or_report(entry: Entry) -> None:
    try:
        enter(entry)
    except SandboxError as error:
        report(entry.report, error)
        os._exit(1)
    except BaseException as error:  # noqa: BLE001 - fail closed, and say so
        report(entry.report, SandboxError("entry", 0, f"{type(error).__name__}: {error}"))
        os._exit(1)
    os.write(entry.report, READY)
    for descriptor in (entry.report, entry.parent, entry.launcher):
        if descriptor is not None:
            os.close(descriptor)


def report(pipe: int, error: SandboxError) -> None:
    """Tell the caller which layer failed, and why."""
    text = f"{error.layer}\n{error.errno}\n{error.detail[:1000]}"
    os.write(pipe, text.encode(errors="replace"))


def enter(entry: Entry) -> None:
    """Go through every layer; `SandboxError` names the one that failed."""
    os.setsid()  # no terminal of the grader's, and no signal that is meant for its group
    os.umask(0o022)
    signal.set_wakeup_fd(-1)  # it is a descriptor of the parent's
    # First of all: a descriptor from outside leads past every layer that follows.
    with layer("descriptors"):
        pipes = [entry.report, entry.parent]
        pipes += [] if entry.launcher is None else [entry.launcher]
        inherited.close_others([*entry.keep, *pipes])
    # Namespaces and mounts need rights, so they come before these are given up.
    for name, flag in _NAMESPACES.items():
        with layer(name):
            syscalls.unshare(flag)
    with layer("hostname namespace"):
        socket.sethostname(_HOSTNAME)
    if entry.policy.loopback:
        with layer("loopback"):
            raise_loopback()
    root.build_root(entry.policy, entry.uid, entry.gid)
    _give_up_rights(entry)
    # Only now, with the learner's own rights: a name that deceived us could write nothing else.
    with layer("files"):
        inherited.write_files(entry.files)
        inherited.prepare_environment(entry.policy.variables)
    # After the files: what the grader gives is not bound by what a learner may write.
    with layer("resource limits"):
        limit_resources(entry.policy)
    with layer("death with the parent"):
        _die_with(entry)
    # From a process without capabilities the kernel takes the last two only after this.
    with layer("no new privileges"):
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    with layer("landlock"):
        writable = (*root.WRITABLE, *map(str, entry.policy.writable))
        devices = root.DEVICES + (root.TERMINALS if entry.policy.terminals else ())
        landlock.restrict(writable, devices, tcp=entry.policy.loopback)
    # Last: it refuses the very calls that the other layers are made of.
    with layer("seccomp"):
        seccomp.install_filter(narrows=entry.policy.narrows)


def _give_up_rights(entry: Entry) -> None:
    if not entry.from_root:
        # All that was made above belongs to the first one, where this process has every capability;
        # those of a second one do not reach it.
        with layer("second user namespace"):
            privileges.enter_user_namespace(entry.uid, entry.gid)
    # Before the identity: with uid 0 goes the right to empty the bounding set.
    with layer("capabilities"):
        privileges.drop_capabilities()
    with layer("identity"):
        privileges.become(entry.uid, entry.gid, entry.from_root)


def _die_with(entry: Entry) -> None:
    """Be killed when the caller ends; set last, as every change of identity clears it."""
    if entry.launcher is not None:
        os.read(entry.launcher, 1)  # end of file: the launcher is gone, the caller is the parent
    if entry.policy.outlives:
        return
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    watch = select.poll()
    watch.register(entry.parent, select.POLLIN)
    if watch.poll(0):
        raise OSError(errno.ESRCH, "the parent is gone")
