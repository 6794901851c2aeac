"""One worker process, watched: its time, its memory, and everything that it started."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import psutil

from terakoya_autograde import stock
from terakoya_autograde.model import AssignmentVersion, Limits, Status

__all__ = ["run_worker"]

GRACE_SECONDS = 60


def run_worker(job: Path, assignment: AssignmentVersion, limits: Limits) -> Status:
    """Run a worker on the folder `job` to its end, its memory's end or its time's end; say which.

    Nothing that it started is left.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "terakoya_autograde.stock"])
    worker = context.Process(target=stock.run_job, args=(str(job), assignment, limits))
    worker.start()
    seconds = limits.notebook_seconds * max(1, len(assignment.notebooks)) + GRACE_SECONDS
    deadline = time.monotonic() + seconds
    ending = Status.OK
    try:
        while worker.is_alive():
            worker.join(0.2)
            if time.monotonic() > deadline:
                ending = Status.TIMEOUT
                break
            if _kill_the_greedy(worker.pid, limits.memory_mb * 2**20):
                ending = Status.MEMORY
    finally:
        _kill_tree(worker.pid)
        worker.join(10)
        worker.close()
    return ending


def _kill_the_greedy(pid: int | None, allowed: int) -> bool:
    """Kill every process below the worker when together they hold more than `allowed` bytes."""
    children = _descendants(pid)
    used = 0
    for child in children:
        try:
            used += child.memory_info().rss
        except psutil.Error:
            continue
    if used > allowed:
        _kill(children)
        return True
    return False


def _kill_tree(pid: int | None) -> None:
    children = _descendants(pid)
    if pid is not None and psutil.pid_exists(pid):
        children.append(psutil.Process(pid))
    _kill(children)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.Error:
            continue


def _descendants(pid: int | None) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
