"""The kernels of one visit: whenever it is over, each of them ends, and none begins any more."""

from __future__ import annotations

import threading
from typing import TypeVar

from terakoya_autograde import WorkerError
from terakoya_autograde.kernels import LiveKernel

__all__ = ["OwnedKernels"]

Kernel = TypeVar("Kernel", bound=LiveKernel)


class OwnedKernels:
    """What was forked for a page; callable from many threads.

    A page may go while its kernel is being forked: the fork comes to somebody who is no longer
    there. So whoever gets one hands it in here first.

    Attributes:
        closed: whether the visit is over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: list[LiveKernel] = []
        self.closed = False

    def take(self, kernel: Kernel) -> Kernel:
        """Own a kernel from now on, and return it.

        Raises:
            WorkerError: the visit is over; the kernel was ended.
        """
        with self._lock:
            if not self.closed:
                self._live.append(kernel)
                return kernel
        kernel.end()
        raise WorkerError("the page is gone")

    def end(self, kernel: LiveKernel) -> None:
        """End one; harmless when that is over."""
        with self._lock:
            self._live = [one for one in self._live if one is not kernel]
        kernel.end()

    def close(self) -> None:
        """End all; harmless when that is over."""
        with self._lock:
            self.closed, live = True, self._live
            self._live = []
        for kernel in live:
            kernel.end()
