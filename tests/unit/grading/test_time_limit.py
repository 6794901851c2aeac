"""Work that takes too long is ended."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress

import pytest

from terakoya.grading.time_limit import TookTooLongError, time_limit
from terakoya.markdown import render_markdown

SLOW = "<div " * 30_000  # takes minutes


def test_slow_text_is_given_up() -> None:
    """Also within a regular expression."""
    with pytest.raises(TookTooLongError), time_limit(0.3):
        render_markdown(SLOW)


def test_work_that_swallows_everything_gets_the_next_one() -> None:
    """Once may be overheard."""
    with pytest.raises(TookTooLongError), time_limit(0.1):
        with suppress(BaseException):
            threading.Event().wait(60)
        threading.Event().wait(60)


def test_quick_work_leaves_nothing_behind() -> None:
    """No alarm goes off later, and the one before is back."""
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_other_threads_go_on() -> None:
    """Only the main thread hears signals; elsewhere the work is done without a limit."""
    done: list[int] = []

    def work() -> None:
        with time_limit(0.001):
            done.append(sum(range(10_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [sum(range(10_000))]
