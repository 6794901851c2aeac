"""Promises of grading many submissions at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

from terakoya_autograde.engine_environment import ENGINE
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import Result, Status
from terakoya_autograde.pool import grade_many

WORKERS = 2
DONE = Result("submission", "assignment", "environment", ENGINE, "none", Status.OK, (), 0.0)


def test_jobs_are_taken_as_places_become_free() -> None:
    """Of thousands, only a few are held at a time; each is done once."""
    taken = 0

    def jobs() -> Iterator[tuple[int, Callable[[], Result]]]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number, lambda: DONE

    seen = []
    for key, outcome in grade_many(jobs(), WORKERS):
        assert outcome is DONE
        seen.append(key)
        assert taken - len(seen) < 2 * WORKERS
    assert sorted(seen) == list(range(1000))


def test_job_that_fails_costs_no_other() -> None:
    """Whatever it raises becomes its own outcome."""

    def fail() -> Result:
        raise OSError("disk")

    outcomes = dict(grade_many([("a", fail), ("b", lambda: DONE)], WORKERS))
    assert isinstance(outcomes["a"], WorkerError)
    assert "disk" in str(outcomes["a"])
    assert outcomes["b"] is DONE


def test_caller_that_stops_early_begins_no_more() -> None:
    """What runs ends; the rest is not begun."""
    begun = []
    lock = threading.Lock()

    def job(number: int) -> Callable[[], Result]:
        def work() -> Result:
            with lock:
                begun.append(number)
            return DONE

        return work

    with closing(grade_many(((n, job(n)) for n in range(100)), WORKERS)) as outcomes:
        next(outcomes)
    assert len(begun) <= 2 * WORKERS


def test_nothing_to_do_is_no_error() -> None:
    """No job, no outcome."""
    assert list(grade_many([], WORKERS)) == []
