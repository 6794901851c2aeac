"""What a run leaves in a notebook's cells: outputs as nbclient records them, errors, times."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_output

from terakoya_autograde.errors import WireError

__all__ = [
    "NOT_RUN",
    "Recorder",
    "error_output",
    "grade_id_of",
    "present_moment",
    "shown_credit",
    "timing",
]

NOT_RUN = "CellNotRun"
"""What the error of a cell is called that was not run, because there is nobody to run it."""


class Recorder(NotebookClient):
    """nbclient's own logic of turning messages into outputs, without a kernel.

    Of widgets it keeps the state that they send. It does not imitate those that catch outputs: a
    learner's code could name a check's cell, and would get the check's outputs, with its source.
    """

    def __init__(self, notebook: NotebookNode) -> None:
        super().__init__(notebook, record_timing=False)
        self.reset_execution_trackers()
        self.comm_open_handlers = {"jupyter.widget": lambda _message: None}

    def record(self, message: dict[str, Any], cell: NotebookNode, index: int) -> None:
        """Put one message into a cell.

        Raises:
            WireError: nbclient cannot read it, so it is no kernel's.
        """
        try:
            self.process_message(message, cell, index)
        except Exception as error:
            raise WireError(f"a message that nbclient cannot record: {error}") from error


def error_output(name: str, value: str = "", traceback: list[str] | None = None) -> Any:
    """Return an error as a notebook keeps it."""
    return new_output("error", ename=name, evalue=value, traceback=traceback or [name])


def grade_id_of(cell: NotebookNode) -> str:
    """Return what nbgrader calls a cell (a node); empty where it is none of nbgrader's."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def shown_credit(outputs: list[NotebookNode]) -> float:
    """Return the partial credit that a check shows; endless where it shows none."""
    for output in outputs:
        if output.output_type == "execute_result":
            try:
                return float(output.data.get("text/plain", ""))
            except ValueError:
                break
    return math.inf


def present_moment() -> str:
    """Return the time as Jupyter writes it into a cell's metadata."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def timing(before: str, after: str) -> dict[str, str]:
    """Return the metadata `execution` of a cell that ran between two moments."""
    return {
        "iopub.status.busy": before,
        "iopub.execute_input": before,
        "iopub.status.idle": after,
        "shell.execute_reply": after,
    }
