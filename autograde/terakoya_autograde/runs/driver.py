"""The driver of a run: submissions judged in threads, and kept by one, in one order.

A submission is noted as begun, its folders are put in place, its rows are committed, and it is
noted as done. A kill between two of these leaves it begun: the next run judges it again. The driver
knows neither folders nor databases; those are a `Store`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Generic, Protocol, TypeVar

from terakoya_autograde.errors import EngineError, StorageError, WorkerError
from terakoya_autograde.pool import run_in_batches
from terakoya_autograde.storage.crash_points import CrashPoint, reached

__all__ = ["End", "Judged", "Kept", "Left", "Store", "drive", "name_reason"]

Job = TypeVar("Job")
Made = TypeVar("Made")


class End(StrEnum):
    """How one job ended."""

    KEPT = "kept"
    FAILED = "failed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Judged(Generic[Job, Made]):
    """A job, and what came out of it."""

    job: Job
    made: Made


@dataclass(frozen=True)
class Left:
    """Why nothing of a submission is kept: it failed, or something newer is there already."""

    end: End
    reason: str = ""


@dataclass(frozen=True)
class Kept(Generic[Job, Made]):
    """What became of one job.

    Attributes:
        made: what came out; None where judging failed.
        reason: why it failed, in one line; empty where it is kept or overtaken.
    """

    job: Job
    made: Made | None
    end: End = End.KEPT
    reason: str = ""


class Store(Protocol[Job, Made]):
    """Where results are kept. The driver calls it from one thread, batch after batch."""

    def begin(self, batch: Sequence[Judged[Job, Made]]) -> Sequence[Left | None]:
        """Note, to stay, that these are about to change; for each say whether it is left out."""

    def place(self, judged: Judged[Job, Made]) -> None:
        """Put the folders of one submission in place.

        Raises:
            OSError: it cannot be done; the submission stays begun.
        """

    def write(self, batch: Sequence[Judged[Job, Made]]) -> None:
        """Write the scores in one transaction: all of them, or none and an error.

        Raises:
            StorageError: the database cannot be used just now; the run ends.
        """

    def withdraw(self, judged: Judged[Job, Made]) -> None:
        """Take the folders back of a submission whose scores could not be written."""

    def finish(self, batch: Sequence[Judged[Job, Made]]) -> None:
        """Note, to stay, that folders and scores are as these say."""


def drive(
    jobs: Iterable[Job],
    judge: Callable[[Job], Made],
    store: Store[Job, Made],
    workers: int,
) -> Generator[Kept[Job, Made], None, None]:
    """Judge every job and keep what comes out; yield each when everything of it is kept.

    The memory does not grow with the number of jobs. Where the caller stops early, the rest is not
    begun.
    """
    work = ((job, partial(judge, job)) for job in jobs)
    with closing(run_in_batches(work, workers)) as batches:
        for batch in batches:
            judged: list[Judged[Job, Made]] = []
            for job, made in batch:
                if isinstance(made, WorkerError):
                    yield Kept(job, None, End.FAILED, str(made))
                else:
                    judged.append(Judged(job, made))
            yield from _keep(store, judged)


def name_reason(error: Exception) -> str:
    """Say in one line what went wrong."""
    lines = str(error).strip().splitlines()
    text = lines[0][:300] if lines else ""
    return text if isinstance(error, EngineError) else f"{type(error).__name__}: {text}"


def _keep(store: Store[Job, Made], batch: Sequence[Judged[Job, Made]]) -> Iterator[Kept[Job, Made]]:
    """Take one batch through the four steps."""
    if not batch:
        return
    left = dict(enumerate(store.begin(batch)))
    reached(CrashPoint.RESULTS_BEGUN)
    wanted = [number for number, why in left.items() if why is None]
    for number in wanted:
        try:
            store.place(batch[number])
            reached(CrashPoint.RESULT_PLACED)
        except OSError as error:
            left[number] = Left(End.FAILED, name_reason(error))
    placed = [number for number in wanted if left[number] is None]
    for number, reason in _write(store, batch, placed).items():
        store.withdraw(batch[number])
        left[number] = Left(End.FAILED, reason)
    store.finish([batch[number] for number in placed if left[number] is None])
    reached(CrashPoint.RESULTS_FINISHED)
    for number, judged in enumerate(batch):
        why = left[number]
        yield Kept(judged.job, judged.made, *((why.end, why.reason) if why else ()))


def _write(
    store: Store[Job, Made], batch: Sequence[Judged[Job, Made]], numbers: Sequence[int]
) -> dict[int, str]:
    """Write scores together; where that fails, one by one. Return number → why it failed."""
    if not numbers:
        return {}
    try:
        store.write([batch[number] for number in numbers])
    except StorageError:
        raise  # it is so for all of them: what is begun is graded again by the next run
    except Exception as error:  # noqa: BLE001 - a plugin for late penalties may raise anything
        if len(numbers) == 1:
            return {numbers[0]: name_reason(error)}
        return {
            key: why for number in numbers for key, why in _write(store, batch, [number]).items()
        }
    return {}
