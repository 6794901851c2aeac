"""Driving children through a notebook: cells in, outputs and statuses out.

A cell that kills, hangs or floods its child costs that cell only: a fresh child runs the earlier
cells again, without the fatal one, and goes on behind it.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from nbclient import NotebookClient
from nbformat.v4 import new_output

from terakoya_autograde.errors import WireError
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.nursery import Child
from terakoya_autograde.said import as_kernel_message
from terakoya_autograde.wire import Done, FromChild, Run

__all__ = ["Executed", "run_notebook"]

LOOK = 0.1  # seconds between looks at a child's memory
PATIENCE = 2.0  # seconds for an interrupted cell to stop
MOST_CHILDREN = 12  # fatal cells of one notebook, before the rest is not run
_NAMES = {
    Status.TIMEOUT: "CellTimeoutError",
    Status.DIED: "KernelDied",
    Status.MEMORY: "MemoryLimitExceeded",
    Status.OUTPUT: "OutputLimitExceeded",
}
NOT_RUN = "CellNotRun"
ENVELOPE = 32  # bytes that an empty message counts: a flood of them is a flood


@dataclass
class Executed:
    """How a run went: index of a code cell → status; `seconds` of wall time."""

    cells: dict[int, Status] = field(default_factory=dict)
    seconds: float = 0.0


class _Recorder(NotebookClient):  # type: ignore[misc]
    """nbclient's own logic of turning messages into outputs, without a kernel."""

    def __init__(self, notebook: Any) -> None:
        super().__init__(notebook, record_timing=False)
        self.reset_execution_trackers()


class _Run:
    """One notebook's run: the present child, what was written, what may be replayed."""

    def __init__(self, notebook: Any, fork: Callable[[], Child], limits: Limits) -> None:
        self.notebook, self.fork, self.limits = notebook, fork, limits
        self.recorder = _Recorder(notebook)
        self.executed = Executed()
        self.started = time.monotonic()
        self.written = 0
        self.children = 0
        self.child: Child | None = None
        self.survived: list[int] = []
        self.suspects: set[int] = set()

    def seconds_left(self) -> float:
        return self.limits.notebook_seconds - (time.monotonic() - self.started)

    def run(self) -> Executed:
        try:
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    self._cell(index, cell)
        finally:
            self._drop()
        self.recorder.set_widgets_metadata()
        self.executed.seconds = time.monotonic() - self.started
        return self.executed

    def _cell(self, index: int, cell: Any) -> None:
        if self.seconds_left() <= 0 or not self._ready():
            cell.outputs = [_error(NOT_RUN)]
            self.executed.cells[index] = Status.TIMEOUT
            return
        before, written = _now(), self.written
        status = self._execute(index, cell, record=True)
        if status is Status.DIED and self._ready():  # was it the cell, or somebody outside?
            self.written = written
            status = self._execute(index, cell, record=True)
        if status is Status.OUTPUT:
            self.written = written  # a flood costs its own cell, not what comes after it
        cell.metadata["execution"] = _timing(before, _now())
        self.executed.cells[index] = status
        if self.child is not None:
            self.survived.append(index)

    def _ready(self) -> bool:
        """See to it that there is a child in the state that the surviving cells make."""
        while self.child is None:
            if self.children >= MOST_CHILDREN:
                return False
            self.children += 1
            self.child = self.fork()
            for index in self.survived:
                self._execute(index, self.notebook.cells[index], record=False)
                if self.child is None:
                    self._suspect(index)
                    break
        return True

    def _suspect(self, index: int) -> None:
        """Leave out a cell that went well once and has now been fatal to its replay twice."""
        if index in self.suspects:
            self.survived.remove(index)
        self.suspects.add(index)

    def _execute(self, index: int, cell: Any, *, record: bool) -> Status:
        """Run one cell in the present child; drop the child where the cell was fatal to it."""
        assert self.child is not None
        if record:
            cell.outputs = []
            self.recorder.clear_before_next_output = False
        try:
            self.child.channel.send(Run(cell.source, cell.get("id", "")))
            status = self._listen(index, cell, record=record)
        except WireError:  # gone, or it said what no kernel says
            status = self._fatal(Status.DIED)
        if status in _NAMES and record:
            cell.outputs.append(_error(_NAMES[status]))
        return status

    def _listen(self, index: int, cell: Any, *, record: bool) -> Status:
        """Take messages until the cell has ended, one way or another."""
        child = self.child
        assert child is not None
        allowed = min(float(self.limits.cell_seconds), max(1.0, self.seconds_left()))
        deadline, interrupted = time.monotonic() + allowed, False
        poll = select.poll()
        poll.register(child.channel, select.POLLIN)
        poll.register(child.pidfd, select.POLLIN)
        looked = time.monotonic()
        while True:
            events = poll.poll(LOOK * 1000)
            ended = self._take(index, cell, record=record) if _readable(events, child) else None
            if ended is not None:
                return Status.TIMEOUT if interrupted and ended is not Status.OUTPUT else ended
            if any(handle == child.pidfd for handle, _event in events):
                return self._fatal(Status.DIED)
            now = time.monotonic()
            if now - looked > LOOK:
                looked = now
                if child.holds_more_than(self.limits.memory_mb * 2**20):
                    return self._fatal(Status.MEMORY)
            if now > deadline:
                if interrupted:
                    return self._fatal(Status.TIMEOUT)
                child.interrupt()
                interrupted, deadline = True, now + PATIENCE

    def _take(self, index: int, cell: Any, *, record: bool) -> Status | None:
        """Read what is there; the cell's status where it has ended."""
        assert self.child is not None
        channel = self.child.channel
        if not channel.fill():
            return self._fatal(Status.DIED)
        while (frame := channel.take(FromChild)) is not None:
            if isinstance(frame, Done):
                return self._finish(cell, frame, record=record)
            message = as_kernel_message(frame, cell.get("id", ""))
            if message is None or not record:
                continue
            self.written += _size(message["content"])
            if self.written > self.limits.output_kb * 1024:
                return self._fatal(Status.OUTPUT)
            self._record(message, cell, index)
        return None

    def _record(self, message: dict[str, Any], cell: Any, index: int) -> None:
        """Let nbclient record a message; one that it cannot read is no kernel's."""
        try:
            self.recorder.process_message(message, cell, index)
        except Exception as error:
            raise WireError(f"a message that nbclient cannot record: {error}") from error

    def _finish(self, cell: Any, done: Done, *, record: bool) -> Status:
        """Record an error that only the reply tells of, as nbgrader does."""
        if done.status == "ok":
            return Status.OK
        told = any(
            output.output_type == "error" and output.ename == done.ename for output in cell.outputs
        )
        if record and not told:
            cell.outputs.append(_error(done.ename, done.evalue, list(done.traceback)))
        return _MEANING.get(done.ename, Status.ERROR)

    def _fatal(self, status: Status) -> Status:
        self._drop()
        return status

    def _drop(self) -> None:
        if self.child is not None:
            self.child.end()
            self.child = None


_MEANING = dict.fromkeys(("SyntaxError", "IndentationError", "TabError"), Status.SYNTAX) | {
    "MemoryError": Status.MEMORY
}


def run_notebook(notebook: Any, fork: Callable[[], Child], limits: Limits) -> Executed:
    """Run every code cell of a notebook node in place, whatever it does.

    Args:
        notebook: nbformat 4; outputs and execution counts are replaced.
        fork: gives a fresh child each time it is called.
        limits: what the notebook may use, children and replays included.
    """
    return _Run(notebook, fork, limits).run()


def _readable(events: list[tuple[int, int]], child: Child) -> bool:
    return any(handle == child.channel.fileno() for handle, _event in events)


def _error(name: str, value: str = "", traceback: list[str] | None = None) -> Any:
    return new_output("error", ename=name, evalue=value, traceback=traceback or [name])


def _size(content: dict[str, Any]) -> int:
    data = content.get("data")
    if isinstance(data, dict):
        return ENVELOPE + sum(len(str(value)) for value in data.values())
    text = len(content.get("text", "")) + sum(map(len, content.get("traceback", ())))
    return ENVELOPE + text


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _timing(before: str, after: str) -> dict[str, str]:
    return {
        "iopub.status.busy": before,
        "iopub.execute_input": before,
        "iopub.status.idle": after,
        "shell.execute_reply": after,
    }
