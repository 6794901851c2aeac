"""Many submissions at once, each in a process of its own, results as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TypeVar

from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import Result

__all__ = ["grade_many"]

Key = TypeVar("Key")


def grade_many(
    jobs: Iterable[tuple[Key, Callable[[], Result]]], workers: int
) -> Generator[tuple[Key, Result | WorkerError], None, None]:
    """Run the jobs on `workers` threads and yield (key, outcome) as each ends.

    A thread only starts and watches a worker process. Where the caller stops early, jobs that have
    not begun are not begun.
    """
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade") as threads:
        futures: dict[Future[Result], Key] = {threads.submit(job): key for key, job in jobs}
        try:
            for future in as_completed(futures):
                key = futures.pop(future)
                try:
                    yield key, future.result()
                except WorkerError as error:
                    yield key, error
                except Exception as error:  # noqa: BLE001 - one submission must not cost another
                    yield key, WorkerError(f"{type(error).__name__}: {error}")
        finally:
            for future in futures:
                future.cancel()
