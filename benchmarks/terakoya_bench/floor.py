"""The floor: the same cells in a bare fork of the same warm parent, and nothing else.

``python -P floor.py JOB`` reads a JSON job, warms up as a zygote does, writes READY on
standard output, forks once for each submission, and writes what it saw beside the job. There is no
sandbox, no messages, no scoring: what a grader costs above this is the grader's own.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from IPython import get_ipython
from terakoya_autograde.interpreter import Shell, import_modules, warm_up

__all__ = ["main", "read_cells"]

READY = "READY"


def read_cells(submitted: Any, source: Any) -> list[tuple[str, str]]:
    """Return (id of the item or "", code) of each code cell that a grader runs, in order.

    `submitted` and `source` are notebooks as plain JSON data. What is locked in the instructor's
    version comes from there, hidden tests included; the rest is the learner's.
    """
    locked = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for cell in source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("locked")
    }
    cells = []
    for cell in submitted["cells"]:
        details = cell["metadata"].get("nbgrader", {})
        code = "".join(locked.get(details.get("grade_id"), cell)["source"])
        if cell["cell_type"] == "code" and code.strip():
            cells.append((details["grade_id"] if details.get("grade") else "", code))
    return cells


def main(job_path: Path) -> None:
    """Run one job.

    The job holds `imports`, `files` (relative name → path), `workers` (children at once),
    `submissions` (id → list of (item or "", code)) and `result` (where to write).
    """
    job = json.loads(job_path.read_text(encoding="utf-8"))
    gc.disable()  # as in a zygote
    shell = Shell()
    missing = import_modules(job["imports"])
    warm_up(shell.run_discarded)
    files = {name: Path(path).read_bytes() for name, path in job["files"].items()}
    print(READY, flush=True)
    begun, before = time.perf_counter(), _children_cpu()
    scores = _run_all(job["submissions"], files, job["workers"])
    result = {
        "wall": time.perf_counter() - begun,
        "children_cpu": _children_cpu() - before,
        "missing": missing,
        "passed": scores,
    }
    Path(job["result"]).write_text(json.dumps(result), encoding="utf-8")


def _run_all(
    submissions: Mapping[str, Sequence[tuple[str, str]]], files: Mapping[str, bytes], workers: int
) -> dict[str, list[str]]:
    """Fork for each submission, at most `workers` at once; return id → the items that passed."""
    running: dict[int, tuple[str, int, str]] = {}
    passed: dict[str, list[str]] = {}
    waiting = list(reversed(list(submissions.items())))
    while waiting or running:
        while waiting and len(running) < workers:
            name, cells = waiting.pop()
            folder = tempfile.mkdtemp(prefix="floor-")
            pid, end = _fork(partial(_child, cells, files, folder))
            running[pid] = (name, end, folder)
        pid, _status = os.wait()
        name, end, folder = running.pop(pid)
        said = os.read(end, 1 << 16)  # a few item names: the pipe holds them without a reader
        os.close(end)
        shutil.rmtree(folder)
        if said:
            passed[name] = json.loads(said)
    return passed


def _fork(body: Callable[[], list[str]]) -> tuple[int, int]:
    """Fork; the child runs `body` and sends what it returns. Return its pid and the pipe's end."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        os.write(writer, json.dumps(body()).encode())
    finally:
        os._exit(0)


def _child(cells: Sequence[tuple[str, str]], files: Mapping[str, bytes], folder: str) -> list[str]:
    """Run the cells through IPython's own `run_cell`; return the items whose cell did not fail."""
    os.chdir(folder)
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shell = get_ipython()
    _silence()
    gc.enable()
    passed = []
    for item, code in cells:
        result = shell.run_cell(code, store_history=True)
        if item and result.success:
            passed.append(item)
    return passed


def _silence() -> None:
    """Throw all output away: the shell's messages have no sink, and the streams end nowhere."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]))
