"""Which layers of the sandbox this machine gives, found out by trying each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from terakoya_autograde.sandbox import landlock, privileges, seccomp, syscalls
from terakoya_autograde.sandbox.launch import fork_inside
from terakoya_autograde.sandbox.layers import SandboxError
from terakoya_autograde.sandbox.policy import Policy, default_readable

__all__ = ["WHOLE", "Layer", "probe_sandbox", "sandbox_available", "try_layers", "try_whole"]

WHOLE = "whole sandbox"
_SECONDS = 60
_USER_NAMESPACES = (
    "allow unprivileged user namespaces (kernel.unprivileged_userns_clone=1, "
    "kernel.apparmor_restrict_unprivileged_userns=0, user.max_user_namespaces>0), or grade as root"
)
_NAMESPACES = (
    "let the container create namespaces (CAP_SYS_ADMIN, or a seccomp profile that allows it)"
)


@dataclass(frozen=True)
class Layer:
    """One layer: whether it works here, and where it does not, what would help."""

    name: str
    works: bool
    remedy: str = ""


@cache
def probe_sandbox() -> tuple[Layer, ...]:
    """Try every layer, and then all together, in a throw-away process; takes about 0.2 s."""
    return _ask()


def sandbox_available() -> bool:
    """Whether learner code can be run inside every layer on this machine."""
    return any(layer.works for layer in _probe_whole() if layer.name == WHOLE)


@cache
def _probe_whole() -> tuple[Layer, ...]:
    """Try all layers together only: where that works each of them does."""
    return _ask("whole")


def _ask(*words: str) -> tuple[Layer, ...]:
    command = [sys.executable, "-I", str(Path(__file__).with_name("__main__.py")), *words]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, cwd="/"
    )
    if done.returncode != 0:
        return (Layer(WHOLE, works=False, remedy=done.stderr.strip()[-500:] or "no answer"),)
    return tuple(Layer(**entry) for entry in json.loads(done.stdout))


def try_layers() -> list[Layer]:
    """What `probe_sandbox()` answers, tried in this process, which must have one thread."""
    steps: list[tuple[str, Callable[[], object], str]] = [
        (name, _namespace(flag), _NAMESPACES)
        for name, flag in (
            ("pid namespace", syscalls.CLONE_NEWPID),
            ("mount namespace", syscalls.CLONE_NEWNS),
            ("network namespace", syscalls.CLONE_NEWNET),
            ("ipc namespace", syscalls.CLONE_NEWIPC),
            ("hostname namespace", syscalls.CLONE_NEWUTS),
            ("cgroup namespace", syscalls.CLONE_NEWCGROUP),
        )
    ]
    if not privileges.has_mount_rights():
        steps.insert(0, ("user namespace", _prepare, _USER_NAMESPACES))
    steps += [
        ("landlock", landlock.abi_version, "Linux 5.13 or later with lsm=landlock,… at boot"),
        ("seccomp", _try_seccomp, "a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64"),
    ]
    layers = [_try(name, step, remedy) for name, step, remedy in steps]
    return [*layers, try_whole()]


def _prepare() -> None:
    """Have the rights that the layers need: an ordinary user has them in a user namespace."""
    if not privileges.has_mount_rights():
        privileges.enter_user_namespace(os.geteuid(), os.getegid())


def _namespace(flag: int) -> Callable[[], None]:
    def step() -> None:
        _prepare()
        syscalls.unshare(flag)

    return step


def _try_seccomp() -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install_filter()


def _try(name: str, step: Callable[[], object], remedy: str) -> Layer:
    """Take one step in a fork."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            step()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    works = status == 0
    return Layer(name, works, "" if works else remedy)


def try_whole() -> Layer:
    """Fork into the whole sandbox once, from this process, which must have one thread."""
    try:
        inside = fork_inside(Policy(default_readable()), {}, (), lambda: None)
    except SandboxError as error:
        return Layer(WHOLE, works=False, remedy=str(error))
    _, status = os.waitpid(inside.pid, 0)
    os.close(inside.pidfd)
    return Layer(WHOLE, status == 0, "" if status == 0 else f"the child ended with {status}")
