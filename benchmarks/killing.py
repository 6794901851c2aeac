"""Killing a grader and the processes below it at random moments, and seeing what is left.

The program that uses this adopts every process that is left behind (PR_SET_CHILD_SUBREAPER), so
that none escapes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

__all__ = ["TARGETS", "Command", "Killer", "adopt_orphans", "find_left"]

PR_SET_CHILD_SUBREAPER = 36
# who is killed → how often, of all; a dead grader or warm parent costs seconds to start again
TARGETS = {"grader": 15, "parent": 15, "child": 45, "newborn": 25}
GRACE = 20.0  # seconds for processes to notice that their parent is gone
_NEWBORN_SECONDS = 3.0  # how long to watch for the birth of a child


def adopt_orphans() -> None:
    """Become the parent of every process that is left behind below this one."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def find_left(seconds: float = GRACE) -> list[str]:
    """Wait until nothing runs below this process; kill and name what is still there then."""
    deadline = time.monotonic() + seconds
    while True:
        _bury()
        left = psutil.Process().children(recursive=True)
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    names = []
    for process in left:
        with contextlib.suppress(psutil.Error):
            names.append(f"{process.pid} {' '.join(process.cmdline()) or process.name()}"[:200])
            process.kill()
    _bury()
    return names


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


@dataclass(frozen=True)
class Command:
    """A command that grades, where, with which environment, and as whom (None: as we are)."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path
    user: int | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; what it says goes to the log."""
        identity: dict[str, object] = {}
        if self.user is not None:
            identity = {"user": self.user, "group": self.user, "extra_groups": []}
        with self.log.open("ab") as log:
            return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
                self.arguments,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **identity,
            )


@dataclass
class Killer:
    """Kills at random moments until it has killed `times` times.

    Attributes:
        longest: the longest wait from one kill to the next, in seconds.
        killed: how often each target was hit.
    """

    chance: random.Random
    times: int
    longest: float = 6.0
    targets: tuple[str, ...] = tuple(TARGETS)
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def is_done(self) -> bool:
        """Whether all the kills were made."""
        return self.killed.total() >= self.times

    def accompany(self, running: subprocess.Popen[bytes], enough: float) -> int:
        """Kill below a running command until it ends; return its exit code.

        Raises:
            TimeoutError: it has not ended after `enough` seconds without a kill: it hangs.
        """
        quiet = time.monotonic()
        while not self.is_done:
            if _ends_within(running, self.chance.uniform(0, self.longest)):
                return running.returncode
            shares = [TARGETS[name] for name in self.targets]
            (target,) = self.chance.choices(self.targets, shares)
            if self._kill(target, running):
                self.killed[target] += 1
                quiet = time.monotonic()
            elif time.monotonic() - quiet > enough:
                break
        if not _ends_within(running, enough):
            running.kill()
            raise TimeoutError(f"the command had not ended {enough:.0f} s after the last kill")
        return running.returncode

    def _kill(self, target: str, running: subprocess.Popen[bytes]) -> bool:
        if target == "grader":
            running.send_signal(signal.SIGKILL)
            return True
        parent = _warm_parent(running.pid)
        if parent is None:
            return False
        if target == "parent":
            return _end(parent)
        if target == "newborn":
            return _end_newborn(parent, lambda: running.poll() is not None)
        below = _children(parent)
        return bool(below) and _end(self.chance.choice(below))


def _ends_within(running: subprocess.Popen[bytes], seconds: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(seconds)
    return running.returncode is not None


def _warm_parent(pid: int) -> psutil.Process | None:
    """Return the grader's warm parent, if it has one by now."""
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(pid).children():
            if "terakoya_autograde.warm.zygote" in process.cmdline():
                return process
    return None


def _children(parent: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return parent.children(recursive=True)
    return []


def _end(process: psutil.Process) -> bool:
    try:
        process.kill()
    except psutil.Error:
        return False
    return True


def _end_newborn(parent: psutil.Process, is_over: Callable[[], bool]) -> bool:
    """Watch for the next birth and kill at once: a launcher, or a child on its way in."""
    births = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    deadline = time.monotonic() + _NEWBORN_SECONDS
    try:
        known = set(births.read_text().split())
        while time.monotonic() < deadline and not is_over():
            born = births.read_text().split()
            if new := [pid for pid in born if pid not in known]:
                os.kill(int(new[0]), signal.SIGKILL)
                return True
            known = set(born)
    except (OSError, ProcessLookupError):
        return False
    return False
