"""Many submissions at once, each in a process of its own, results as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import islice
from typing import Any, TypeVar

from terakoya_autograde.errors import WorkerError

__all__ = ["grade_many", "run_in_batches"]

Key = TypeVar("Key")
Made = TypeVar("Made")


def grade_many(
    jobs: Iterable[tuple[Key, Callable[[], Made]]], workers: int
) -> Generator[tuple[Key, Made | WorkerError], None, None]:
    """Run the jobs on `workers` threads and yield (key, outcome) as each ends.

    A job is taken when a place is free, so that thousands hold no more memory than a few. Where the
    caller stops early, the rest is not begun.
    """
    with closing(run_in_batches(jobs, workers)) as batches:
        for batch in batches:
            yield from batch


def run_in_batches(
    jobs: Iterable[tuple[Key, Callable[[], Made]]], workers: int
) -> Generator[list[tuple[Key, Made | WorkerError]], None, None]:
    """Run the jobs on `workers` threads and yield all that have ended, a list at a time.

    A thread only starts and watches a worker process. A job is taken when a place is free, so that
    thousands hold no more memory than a few. Where the caller stops early, the rest is not begun.
    """
    waiting = iter(jobs)
    running: dict[Future[Made], Key] = {}
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade") as threads:
        try:
            while True:
                free = 2 * workers - len(running)  # no thread shall wait for the caller
                running |= {threads.submit(job): key for key, job in islice(waiting, free)}
                if not running:
                    return
                done = wait(running, return_when=FIRST_COMPLETED).done
                yield [(running.pop(future), _outcome(future)) for future in done]
        finally:
            for future in running:
                future.cancel()


def _outcome(future: Future[Any]) -> Any:
    """Return what came of a job; one submission must not cost another."""
    try:
        return future.result()
    except WorkerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it was, it is that submission's
        return WorkerError(f"{type(error).__name__}: {error}")
