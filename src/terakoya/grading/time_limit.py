"""A limit for work on what learners wrote, in this very process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["TookTooLongError", "time_limit"]

_AGAIN = 0.5  # seconds: what swallowed one exception gets the next


class TookTooLongError(BaseException):
    """The time is over. No `Exception`: libraries that go on after each of these must end, too."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the work inside after so many seconds; only the main thread can be stopped.

    Raises:
        TookTooLongError: they are over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = [True]

    def stop(_number: int, _frame: object) -> None:
        if running:
            raise TookTooLongError

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            running.clear()
    finally:  # also where the time was over in the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
