"""The kernels of a visit: whoever comes last, none is left."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import cast

import pytest
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.kernels.live_kernel import LiveKernel

from terakoya.faces.app.live.owned_kernels import OwnedKernels


@dataclass
class Counted:
    """Something that can be ended, and counts how often it was."""

    ended: int = 0

    def end(self) -> None:
        """Note it."""
        self.ended += 1


def kernel() -> LiveKernel:
    """A stand-in for a kernel: real ones are in the integration tests."""
    return cast("LiveKernel", Counted())


def test_visit_that_is_over_ends_what_it_has() -> None:
    """Each of its kernels, and those that come later; who waited for one is told."""
    owned = OwnedKernels()
    first, second, late = (kernel() for _one in range(3))
    assert owned.take(first) is first
    owned.take(second)
    owned.end(second)
    owned.close()
    owned.close()
    with pytest.raises(WorkerError):
        owned.take(late)
    assert [cast("Counted", one).ended for one in (first, second, late)] == [1, 1, 1]


def test_end_of_a_visit_in_the_middle_of_a_fork_leaves_nothing() -> None:
    """Whichever of the two is first, in a hundred races."""
    for _race in range(100):
        assert race() == 1


def race() -> int:
    """Hand in a kernel while the visit is closed; return how often the kernel was ended."""
    owned, made, start = OwnedKernels(), kernel(), threading.Barrier(2)

    def fork() -> None:
        start.wait()
        with contextlib.suppress(WorkerError):
            owned.take(made)

    thread = threading.Thread(target=fork)
    thread.start()
    start.wait()
    owned.close()
    thread.join()
    return cast("Counted", made).ended
