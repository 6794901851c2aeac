"""Many submissions at once, each in a process of its own, results as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import Result

__all__ = ["grade_many"]

Key = TypeVar("Key")


def grade_many(
    jobs: Iterable[tuple[Key, Callable[[], Result]]], workers: int
) -> Generator[tuple[Key, Result | WorkerError], None, None]:
    """Run the jobs on `workers` threads and yield (key, outcome) as each ends.

    A thread only starts and watches a worker process. A job is taken when a place is free, so that
    thousands hold no more memory than a few. Where the caller stops early, the rest is not begun.
    """
    waiting = iter(jobs)
    running: dict[Future[Result], Key] = {}
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade") as threads:
        try:
            while True:
                free = 2 * workers - len(running)  # no thread shall wait for the caller
                running |= {threads.submit(job): key for key, job in islice(waiting, free)}
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), _outcome(future)
        finally:
            for future in running:
                future.cancel()


def _outcome(future: Future[Result]) -> Result | WorkerError:
    """Return what came of a job; one submission must not cost another."""
    try:
        return future.result()
    except WorkerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it was, it is that submission's
        return WorkerError(f"{type(error).__name__}: {error}")
