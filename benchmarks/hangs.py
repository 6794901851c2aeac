"""Does any notebook hang when many run at once?

Runs a small notebook again and again through the engine's executor, some at a time, right and wrong
answers in turn. Each has to end by itself, with the right score. With --control N, the same
notebook runs through plain nbclient with cold kernels, 20 at a time, and how many hung is told.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from small import POINTS, RIGHT, WRONG, answered, write_source
from terakoya_autograde import AssignmentVersion, Limits, prepare_assignment
from terakoya_autograde.notebooks import restore_notebook, score_notebook

LIMITS = Limits(cell_seconds=60, notebook_seconds=120)
HANGS = 150.0  # seconds after which a notebook is taken to hang
EXPECTED = (dict.fromkeys(POINTS, 0.0), {name: float(n or 0) for name, n in POINTS.items()})


def main() -> int:
    """Run them all; return 1 where one hung or had a wrong score."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000, help="notebooks (1000)")
    parser.add_argument("--at-once", type=int, default=8, help="at a time (8)")
    parser.add_argument("--control", type=int, default=0, metavar="N", help="also N with nbclient")
    parser.add_argument("--control-at-once", type=int, default=20, metavar="N", help="(20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hangs-") as name:
        source = write_source(Path(name))
        with prepare_assignment(source) as version:
            ends = run_engine(version, options.count, options.at_once)
    print("engine:", _told(ends), flush=True)
    if options.control:
        control = asyncio.run(run_nbclient(options.control, options.control_at_once))
        print("nbclient:", _told(control))
    return 1 if set(ends) - {"right"} else 0


def run_engine(version: AssignmentVersion, count: int, at_once: int) -> Counter[str]:
    """Run `count` notebooks; return how many ended how, and tell how long they took."""
    ends: Counter[str] = Counter()
    seconds: list[float] = []
    started = time.monotonic()
    threads = ThreadPoolExecutor(at_once)
    running = {
        threads.submit(_run_one, version, number % 2 == 1): number for number in range(count)
    }
    try:
        for future in as_completed(running, timeout=HANGS + count * HANGS / at_once / 20):
            end, spent = future.result()
            seconds.append(spent)
            ends["hung" if spent > HANGS else end] += 1
    except TimeoutError:
        ends["hung"] += count - ends.total()
    threads.shutdown(wait=not ends["hung"], cancel_futures=True)
    middle, most = statistics.median(seconds), max(seconds)
    spent = time.monotonic() - started
    print(f"engine: {spent:.0f} s; each {middle:.2f} s (median), {most:.2f} s at most")
    return ends


def _run_one(version: AssignmentVersion, right: bool) -> tuple[str, float]:
    """Restore, run and score one notebook; return how it ended, and its seconds."""
    started = time.monotonic()
    master = version.master.notebooks["small"]
    submitted = nbformat.from_dict(answered(RIGHT if right else WRONG))
    notebook = restore_notebook(submitted, master).notebook
    executed = version.executor(notebook, version.files, LIMITS, "small")
    score = score_notebook(notebook, master, executed.cells)
    scores = {cell.grade_id: cell.auto_score or 0.0 for cell in score.cells}
    return ("right" if scores == _expected(right) else "wrong score"), time.monotonic() - started


def _expected(right: bool) -> dict[str, float]:
    return EXPECTED[right]


async def run_nbclient(count: int, at_once: int) -> Counter[str]:
    """Run the right notebook `count` times in cold kernels, `at_once` at a time."""
    ends: Counter[str] = Counter()
    free = asyncio.Semaphore(at_once)
    notebook = nbformat.from_dict(answered(RIGHT))

    async def one() -> None:
        async with free:
            ends[await _run_cold(copy.deepcopy(notebook))] += 1

    await asyncio.gather(*(one() for _ in range(count)))
    return ends


async def _run_cold(notebook: Any) -> str:
    client = NotebookClient(notebook, allow_errors=True, timeout=HANGS)
    try:
        await asyncio.wait_for(client.async_execute(stderr=subprocess.DEVNULL), HANGS)
    except TimeoutError:
        return "hung"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        return type(error).__name__
    return "right"


def _told(ends: Counter[str]) -> str:
    return f"{ends.total()} notebooks; " + ", ".join(f"{n} {end}" for end, n in ends.most_common())


if __name__ == "__main__":
    sys.exit(main())
