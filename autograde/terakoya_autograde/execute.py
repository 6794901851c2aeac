"""Running a notebook's cells so that the worst of them costs only what it must.

nbgrader's own `Execute` gives up on the whole notebook when a kernel dies, waits for ever when a
learner prints for ever, and obeys cell tags that a learner can set. This one keeps what was earned
before the fatal cell, bounds the output, and ignores tags.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_client.utils import ensure_async
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Integer

__all__ = ["DIED", "NOT_RUN", "OUTPUT", "TIMEOUT", "BoundedExecute"]

DIED = "KernelDied"
NOT_RUN = "CellNotRun"
OUTPUT = "OutputLimitExceeded"
TIMEOUT = "CellTimeoutError"


class BoundedExecute(Execute):  # type: ignore[misc]
    """nbgrader's `Execute`, with limits on the whole notebook and on its output."""

    notebook_seconds = Integer(180, help="Seconds for the whole notebook.").tag(config=True)
    output_bytes = Integer(2**20, help="Bytes of output for the whole notebook.").tag(config=True)
    raise_on_iopub_timeout = False

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """Run every cell of `nb`, whatever its tags say, until the kernel is gone or time is up."""
        self._started = time.monotonic()
        self._written = 0
        self._fatal = ""
        for cell in nb.cells:
            cell.metadata.pop("tags", None)
        self.timeout_func = self._seconds_for
        return super().preprocess(nb, resources, km)  # type: ignore[no-any-return]

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Run one cell; after a fatal one, mark the rest as not run."""
        if cell.cell_type != "code":
            return cell, resources
        if not self._fatal and self._seconds_left() <= 0:
            self._fatal = TIMEOUT
        if self._fatal:
            cell.outputs = [_error(NOT_RUN, self._fatal)]
            return cell, resources
        try:
            return super().preprocess_cell(cell, resources, index)  # type: ignore[no-any-return]
        except DeadKernelError:
            self._fatal = DIED
            cell.outputs.append(_error(DIED, ""))
            return cell, resources

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Record a message, unless the notebook has already written too much."""
        size = _size(msg)
        if size and self._written + size > self.output_bytes:
            self._stop_writing(cell)
            return None
        self._written += size
        return super().process_message(msg, cell, cell_index)

    def _stop_writing(self, cell: Any) -> None:
        """Say once in the cell that it wrote too much, and interrupt it."""
        if not any(output.get("ename") == OUTPUT for output in cell.outputs):
            cell.outputs.append(_error(OUTPUT, ""))
            self._interrupting = asyncio.ensure_future(ensure_async(self.km.interrupt_kernel()))

    def _seconds_left(self) -> float:
        return float(self.notebook_seconds - (time.monotonic() - self._started))

    def _seconds_for(self, cell: Any) -> int:
        del cell
        return max(1, min(int(self.timeout), int(self._seconds_left()) + 1))


def _error(name: str, value: str) -> Any:
    return new_output("error", ename=name, evalue=value, traceback=[name])


def _size(message: Any) -> int:
    """Return how many characters of output a message carries."""
    content = message.get("content", {})
    match message.get("msg_type"):
        case "stream":
            return len(content.get("text", ""))
        case "display_data" | "execute_result" | "update_display_data":
            return sum(len(str(value)) for value in content.get("data", {}).values())
        case "error":
            return len("".join(content.get("traceback", [])))
        case _:
            return 0
