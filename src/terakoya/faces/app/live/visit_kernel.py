"""The kernel of a visit: whether there is one, and whether another could take its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from terakoya_autograde.kernels import LiveKernel

from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.owned_kernels import OwnedKernels

__all__ = ["InStep", "OneOfAKind", "Parked", "VisitKernel"]


@dataclass(frozen=True)
class Parked:
    """No kernel runs: the next change forks one, and brings it to where the page is."""


@dataclass(frozen=True)
class InStep:
    """A kernel is where the page is; any other can be brought there."""

    kernel: LiveKernel


@dataclass(frozen=True)
class OneOfAKind:
    """A button was pressed in this kernel: what that did cannot be done a second time."""

    kernel: LiveKernel


class VisitKernel:
    """Drives the kernel of one visit from state to state.

    Its methods are called by whoever answers the page, one after another; only `close` may come at
    any moment, also while a kernel is forked.

    Attributes:
        state: where it stands. It is replaced as a whole, never changed.
    """

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._owned = OwnedKernels()
        self.state: Parked | InStep | OneOfAKind = Parked()

    @property
    def kernel(self) -> LiveKernel | None:
        """The kernel, where there is one just now."""
        state = self.state
        return None if isinstance(state, Parked) else state.kernel

    @property
    def is_over(self) -> bool:
        """Whether it was closed."""
        return self._owned.closed

    @property
    def can_be_replaced(self) -> bool:
        """Whether there is a kernel of which nothing would be lost."""
        return isinstance(self.state, InStep)

    def fork(self, start: int | None) -> LiveKernel:
        """Begin a kernel that is as the notebook left it before the cell `start`; None: at its end.

        Raises:
            WorkerError: no kernel is to be had, or the visit is over.
        """
        source = self._generation.kernel if start is None else self._generation.kept[start]
        kernel = self._owned.take(source.visit())
        self.state = InStep(kernel)
        return kernel

    def find(self) -> LiveKernel | None:
        """Return the kernel if it lives; one that has ended is parked."""
        kernel = self.kernel
        if kernel is not None and kernel.has_ended():
            self.park()
            return None
        return kernel

    def press(self, kernel: LiveKernel) -> None:
        """Note that something is about to be done in the kernel that no other can repeat."""
        self.state = OneOfAKind(kernel)

    def park(self) -> None:
        """End the kernel, if there is one."""
        kernel = self.kernel
        self.state = Parked()
        if kernel is not None:
            self._owned.end(kernel)

    def close(self) -> None:
        """End all kernels of the visit; none begins any more."""
        self._owned.close()
        self.park()

    @contextmanager
    def spare(self) -> Iterator[LiveKernel]:
        """Give a kernel that has run nothing, for what shall not be done twice in the visit's.

        Raises:
            WorkerError: none is to be had, or the visit is over.
        """
        kernel = self._owned.take(self._generation.fresh())
        try:
            yield kernel
        finally:
            self._owned.end(kernel)
