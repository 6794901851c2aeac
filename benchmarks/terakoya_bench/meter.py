"""What a command costs: wall time, and the CPU time of everything that it starts.

``python -P meter.py REPORT LOG MARK COMMAND…`` runs the command below a process that
adopts whatever the command leaves behind (PR_SET_CHILD_SUBREAPER), so that no daemon, fork server
or kernel escapes the count. Where MARK is not empty, the first line of output that contains it
splits the cost in two: starting, and working.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

__all__ = ["Cost", "Metered", "clean_environment", "main", "measure"]

PR_SET_CHILD_SUBREAPER = 36
LEFTOVER_SECONDS = 5.0  # for what the command left running; after that it is ended
_ERROR = re.compile(r"[\w.]*(Error|Exception): ")
_HIDDEN = ("JUPYTER", "IPYTHON", "NBGRADER")


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time, and seconds of CPU (user + system) of a command and all below it."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def __mul__(self, factor: float) -> Cost:
        return Cost(self.wall * factor, self.cpu * factor)


@dataclass(frozen=True)
class Metered:
    """One command's end: its cost up to the mark (if one was seen) and in all.

    Attributes:
        leftover: how many processes had to be ended because the command had left them running.
    """

    total: Cost
    started: Cost | None
    code: int
    leftover: int
    log: Path

    @property
    def last_words(self) -> str:
        """The last error that the command wrote of, or else its last line."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        lines = [line.strip() for line in reversed(text.splitlines()) if line.strip()]
        errors = (line for line in lines if _ERROR.match(line))
        return next(errors, lines[0] if lines else "")


def clean_environment(scratch: Path) -> dict[str, str]:
    """Return this environment without any setting of Jupyter's, so that every machine's is alike.

    This Python's programs come first on PATH, because nbgrader looks for alembic there. `scratch`
    takes the configuration, runtime and font caches.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    programs = str(Path(sys.executable).parent)
    kept["PATH"] = os.pathsep.join([programs, kept.get("PATH", os.defpath)])
    kept.setdefault("USER", "instructor")
    folders = {
        "JUPYTER_CONFIG_DIR": "jupyter-config",
        "JUPYTER_DATA_DIR": "jupyter-data",
        "JUPYTER_RUNTIME_DIR": "jupyter-runtime",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    return kept | {name: str(scratch / folder) for name, folder in folders.items()}


def measure(
    command: Sequence[str], folder: Path, log: Path, *, env: Mapping[str, str], mark: str = ""
) -> Metered:
    """Run `command` in `folder` and return what it cost; its output goes to `log`."""
    report = log.with_suffix(".cost.json")
    meter = [sys.executable, "-P", __file__, str(report), str(log), mark]
    subprocess.run([*meter, *command], cwd=folder, env=dict(env), check=True)
    data = json.loads(report.read_text(encoding="utf-8"))
    started = data["started"]
    return Metered(
        total=Cost(**data["total"]),
        started=Cost(**started) if started else None,
        code=data["code"],
        leftover=data["leftover"],
        log=log,
    )


def main(argv: Sequence[str]) -> None:
    """Run one command and write its cost."""
    report, log, mark, *command = argv
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    data = _run(command, Path(log), mark.encode())
    Path(report).write_text(json.dumps(data), encoding="utf-8")


def _run(command: Sequence[str], log: Path, mark: bytes) -> dict[str, Any]:
    begun = time.perf_counter()
    started = None
    with log.open("wb") as written:
        # A pipe would stay open as long as a daemon holds it; only a mark needs one.
        out = subprocess.PIPE if mark else written
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        for line in child.stdout or ():
            written.write(line)
            if started is None and mark in line:
                started = {"wall": time.perf_counter() - begun, "cpu": _tree_cpu()}
        code = child.wait()
        wall = time.perf_counter() - begun
    leftover = _reap()
    return {
        "total": {"wall": wall, "cpu": _reaped_cpu()},
        "started": started,
        "code": code,
        "leftover": leftover,
    }


def _reap() -> int:
    """Wait for everything that the command left behind; end what does not end by itself."""
    deadline, ended = time.monotonic() + LEFTOVER_SECONDS, 0
    while True:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            if time.monotonic() > deadline:
                ended += _end_children()
                deadline += LEFTOVER_SECONDS
            time.sleep(0.02)


def _end_children() -> int:
    children = psutil.Process().children(recursive=True)
    for child in children:
        with contextlib.suppress(psutil.Error):
            child.kill()
    return len(children)


def _reaped_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree_cpu() -> float:
    """Return the CPU seconds of all that lives below this process and all that it has reaped."""
    total = _reaped_cpu()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


if __name__ == "__main__":
    main(sys.argv[1:])
