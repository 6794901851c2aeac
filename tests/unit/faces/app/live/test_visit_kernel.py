"""The kernel of a visit goes from state to state, and none is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest
from terakoya_autograde import WorkerError

from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.visit_kernel import InStep, OneOfAKind, Parked, VisitKernel


@dataclass
class StandIn:
    """Something that can be ended: real kernels are in the integration tests."""

    came_from: str
    ended: bool = False

    def end(self) -> None:
        """Note it."""
        self.ended = True

    def has_ended(self) -> bool:
        """Tell whether it was ended, by whomever."""
        return self.ended


@dataclass
class Forks:
    """An app whose kernels are stand-ins."""

    made: list[StandIn] = field(default_factory=list)
    at: str = "end"

    def visit(self) -> StandIn:
        """Fork one."""
        self.made.append(StandIn(self.at))
        return self.made[-1]

    @property
    def kernel(self) -> Forks:
        """The one that has run everything."""
        return Forks(self.made)

    @property
    def kept(self) -> dict[int, Forks]:
        """Those that stand before a cell."""
        return {2: Forks(self.made, "before 2")}

    def fresh(self) -> StandIn:
        """One that has run nothing."""
        self.made.append(StandIn("nothing"))
        return self.made[-1]


@pytest.fixture
def forks() -> Forks:
    """The app."""
    return Forks()


@pytest.fixture
def driven(forks: Forks) -> VisitKernel:
    """A visit that has asked nothing yet."""
    return VisitKernel(cast("Generation", forks))


def test_kernel_is_forked_parked_and_forked_again(driven: VisitKernel, forks: Forks) -> None:
    """A parked kernel has ended; the next one is another, from where the plan begins."""
    assert driven.state == Parked()
    assert driven.kernel is None
    first = driven.fork(None)
    assert driven.state == InStep(first)
    assert driven.can_be_replaced
    driven.park()
    assert driven.state == Parked()
    second = driven.fork(2)
    assert driven.find() is second
    assert [(one.came_from, one.ended) for one in forks.made] == [
        ("end", True),
        ("before 2", False),
    ]


def test_kernel_in_which_a_button_was_pressed_is_one_of_a_kind(driven: VisitKernel) -> None:
    """It cannot be replaced until it ends; the next one can."""
    kernel = driven.fork(None)
    driven.press(kernel)
    assert driven.state == OneOfAKind(kernel)
    assert not driven.can_be_replaced
    driven.park()
    driven.fork(None)
    assert driven.can_be_replaced


def test_kernel_that_has_died_is_not_found(driven: VisitKernel) -> None:
    """It is parked, so that the next change forks another one."""
    driven.fork(None).end()
    assert driven.find() is None
    assert driven.state == Parked()


def test_visit_that_is_over_forks_none(driven: VisitKernel, forks: Forks) -> None:
    """What was forked too late ends at once, also a spare one; closing twice is harmless."""
    driven.fork(None)
    driven.close()
    driven.close()
    assert driven.is_over
    with pytest.raises(WorkerError):
        driven.fork(None)
    with pytest.raises(WorkerError), driven.spare():
        pass
    assert [one.ended for one in forks.made] == [True] * 3
    assert driven.state == Parked()


def test_spare_kernel_ends_whatever_happens(driven: VisitKernel, forks: Forks) -> None:
    """The visit's own stays as it is."""
    own = driven.fork(None)
    with pytest.raises(ZeroDivisionError), driven.spare() as spare:
        assert not spare.has_ended()
        _ = 1 / 0
    assert [(one.came_from, one.ended) for one in forks.made] == [("end", False), ("nothing", True)]
    assert driven.state == InStep(own)
