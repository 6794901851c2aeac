"""One notebook's run as its cells tell it: what was said, how much of it, and how long it took."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from terakoya_autograde.model import Limits, Status
from terakoya_autograde.running.listening import Talk
from terakoya_autograde.running.recording import Recorder, error_output
from terakoya_autograde.warm.watch import Watch
from terakoya_autograde.wire import size_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Transcript"]

_NAMES = {
    Status.TIMEOUT: "CellTimeoutError",
    Status.DIED: "KernelDied",
    Status.MEMORY: "MemoryLimitExceeded",
    Status.OUTPUT: "OutputLimitExceeded",
}


class Transcript:
    """What is kept of a notebook's run, as long as its limits of time and output last.

    Attributes:
        written: bytes of output that count against the limit.
        counts: the execution number of each code cell that had its turn, by its index.
    """

    def __init__(self, notebook: NotebookNode, limits: Limits) -> None:
        self.notebook, self.limits = notebook, limits
        self.written = 0
        self.counts: dict[int, int] = {}
        self._recorder = Recorder(notebook)
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Wall time since the run began."""
        return time.monotonic() - self._started

    @property
    def seconds_left(self) -> float:
        """How long the notebook may still run; none or less where its time is over."""
        return self.limits.notebook_seconds - self.seconds

    def watch(self) -> Watch:
        """Return the watch over one cell that begins now."""
        return Watch(min(float(self.limits.cell_seconds), max(1.0, self.seconds_left)))

    def begin(self, index: int, cell: NotebookNode, *, record: bool = True) -> Talk:
        """Return what takes down what is said of a cell; nothing is kept where not recorded."""
        if record:
            cell.outputs = []
            self._recorder.clear_before_next_output = False

        def keep(message: dict[str, object]) -> None:
            self._recorder.record(message, cell, index)

        allowed = self.limits.output_kb * 1024 - self.written
        return Talk(cell.get("id", ""), keep if record else None, allowed)

    def end(self, cell: NotebookNode, status: Status, talk: Talk) -> Status:
        """Record an error that only the reply tells of, as nbgrader does; return the status."""
        if not talk.records:
            return status
        self.written += talk.written
        done = talk.done
        if done is not None and done.status != "ok":
            known = (out for out in cell.outputs if out.output_type == "error")
            if not any(output.ename == done.ename for output in known):
                cell.outputs.append(error_output(done.ename, done.evalue, list(done.traceback)))
                self.written += size_of(done)
        if status in _NAMES:
            cell.outputs.append(error_output(_NAMES[status]))
        return status

    def close(self) -> None:
        """Put into the notebook what its widgets showed last."""
        self._recorder.set_widgets_metadata()
