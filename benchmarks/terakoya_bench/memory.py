"""What one running child adds to the machine's memory, beside what a cold kernel adds.

PSS (proportional set size, /proc/<pid>/smaps_rollup) counts a page that n processes share as 1/n in
each, so that sums over processes are true. What a child *adds* is the sum over everything below the
engine's process while a child runs, less the same sum while none does.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya_bench.engine import Engine, write_job
from terakoya_bench.engine_job import SETTLED
from terakoya_bench.material import Material

__all__ = ["Peak", "Sample", "find_peak", "measure_memory"]

LOOK = 0.005  # seconds between looks
REST = 2.0  # seconds without a child, for the figure to compare with
SUBMISSIONS = 8
_FIELDS = re.compile(r"^(Pss|Private_Clean|Private_Dirty):\s+(\d+) kB$", re.MULTILINE)
_COLD = (
    "import sys, nbformat, nbclient\n"
    "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
    "nbclient.NotebookClient(notebook, allow_errors=True, timeout=120).execute()\n"
)


@dataclass(frozen=True)
class Sample:
    """Bytes of one moment: process id → (PSS, USS)."""

    processes: Mapping[int, tuple[int, int]]

    @property
    def pss(self) -> int:
        """The sum over all processes."""
        return sum(pss for pss, _uss in self.processes.values())


@dataclass(frozen=True)
class Peak:
    """The moment at which most was held, in bytes.

    Attributes:
        idle: PSS of everything below while no child ran.
        adds: PSS at the peak, less `idle`.
        child_pss: PSS of the processes that were not there when idle.
        child_uss: their private pages.
        child_processes: how many they are: the learner's and the checker's, where there is one.
        each_uss: the private pages of a single child at its own largest, the median of all.
        largest_uss: the same of the largest child.
        samples: how many looks were taken.
    """

    idle: int
    adds: int
    child_pss: int
    child_uss: int
    child_processes: int
    each_uss: int
    largest_uss: int
    samples: int


def find_peak(idle: Sequence[Sample], busy: Sequence[Sample]) -> Peak:
    """Compare the moment of `busy` that holds most with the one of `idle` that holds least.

    Raises:
        GradingError: there are no samples, for instance because /proc may not be read.
    """
    if not any(sample.processes for sample in busy):
        raise GradingError(
            _("The memory of the children could not be read."),
            where="/proc/<pid>/smaps_rollup",
            remedy=_("Run it as root, or with --no-memory."),
        )
    base = min(idle, key=lambda sample: sample.pss, default=Sample({}))
    top = max(busy, key=lambda sample: sample.pss)
    new = [held for pid, held in top.processes.items() if pid not in base.processes]
    largest: dict[int, int] = {}
    for sample in busy:
        for pid, (_pss, uss) in sample.processes.items():
            if pid not in base.processes:
                largest[pid] = max(uss, largest.get(pid, 0))
    return Peak(
        idle=base.pss,
        adds=top.pss - base.pss,
        child_pss=sum(pss for pss, _uss in new),
        child_uss=sum(uss for _pss, uss in new),
        child_processes=len(new),
        each_uss=int(median(largest.values())) if largest else 0,
        largest_uss=max(largest.values(), default=0),
        samples=len(idle) + len(busy),
    )


def measure_memory(material: Material, *, sandbox: bool) -> dict[str, Any]:
    """Return the peaks of one child of the engine, and of a cold kernel, as plain data.

    A part that cannot be measured holds the reason under "failed".
    """
    return {
        "unit": "bytes",
        "engine": _try(lambda: _watch_engine(material, sandbox=sandbox)),
        "cold_kernel": _try(lambda: _watch_cold_kernel(material)),
    }


def _try(part: Any) -> dict[str, Any]:
    try:
        return asdict(part())
    except GradingError as error:
        return {"failed": error.sentence}


def _watch_engine(material: Material, *, sandbox: bool) -> Peak:
    """Grade a few submissions one after another; look at all that is below the engine."""
    engine = Engine(workers=1, sandbox=sandbox)
    entries = material.entries[: SUBMISSIONS + 1]
    command = write_job(engine, material, entries, material.folder("memory"), rest=REST)
    log = material.scratch / "memory.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, stdout=written, stderr=written, env=dict(material.environment)
        )
        idle, busy = _look_until_end(process, log)
    if process.returncode:
        raise GradingError(_("{name} graded nothing.").format(name="engine"), where=str(log))
    return find_peak(idle, busy)


def _look_until_end(
    process: subprocess.Popen[bytes], log: Path
) -> tuple[list[Sample], list[Sample]]:
    """Return the samples of the rest, and those after it."""
    while process.poll() is None and SETTLED.encode() not in log.read_bytes():
        time.sleep(LOOK)
    settled = time.monotonic()
    idle: list[Sample] = []
    busy: list[Sample] = []
    while process.poll() is None:
        # The first half is left for what the submission before it left behind to end.
        passed = time.monotonic() - settled
        sample = _take(process.pid)
        if REST / 2 < passed < REST - 0.1:
            idle.append(sample)
        elif passed > REST:
            busy.append(sample)
        time.sleep(LOOK)
    return idle, busy


def _watch_cold_kernel(material: Material) -> Peak:
    """Run the first submission in an ordinary kernel; look at the kernel alone."""
    entry = material.entries[0]
    path = next(iter(entry.files.values()))
    folder = material.workspace.release(material.assignment.id)
    busy = []
    with (material.scratch / "cold-kernel.log").open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", _COLD, str(path)],
            cwd=folder,
            stdout=written,
            stderr=written,
            env=dict(material.environment),
        )
        while process.poll() is None:
            busy.append(_take(process.pid))
            time.sleep(LOOK)
    return find_peak([], busy)


def _take(parent: int) -> Sample:
    """Look at every process below `parent`; one that ends meanwhile or is not ours is left out."""
    found: dict[int, tuple[int, int]] = {}
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(parent).children(recursive=True):
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
                sizes = {name: int(size) * 1024 for name, size in _FIELDS.findall(text)}
                if sizes:
                    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
                    found[process.pid] = (sizes["Pss"], private)
    return Sample(found)
