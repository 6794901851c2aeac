"""What a run leaves in a notebook's cells, and what it counts."""

from __future__ import annotations

from typing import Any

import nbformat
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.running.transcript import Transcript
from terakoya_autograde.wire import Done

from tests.made import code, notebook

LIMITS = Limits(notebook_seconds=60, output_kb=2)
STREAM = {
    "msg_type": "stream",
    "header": {"msg_type": "stream"},
    "parent_header": {},
    "content": {"name": "stdout", "text": "new"},
}


def begun(**how: Any) -> tuple[Transcript, Any, Any]:
    """A transcript of one cell with an old output, begun: (transcript, cell, talk)."""
    node = nbformat.from_dict(notebook(code("a", "1 / 0")))
    cell = node.cells[0]
    cell.outputs = [nbformat.v4.new_output("stream", text="old")]
    transcript = Transcript(node, LIMITS)
    return transcript, cell, transcript.begin(0, cell, **how)


def test_new_outputs_take_the_place_of_the_old() -> None:
    """What a cell said before is gone, what it says now is there and counts."""
    transcript, cell, talk = begun()
    assert talk.keep is not None
    talk.keep(STREAM)
    talk.written = 500
    assert transcript.end(cell, Status.OK, talk) is Status.OK
    assert [output.text for output in cell.outputs] == ["new"]
    assert transcript.begin(0, cell).allowed == 2 * 1024 - 500


def test_replay_changes_nothing() -> None:
    """What is not recorded leaves the outputs as they are and counts nothing."""
    transcript, cell, talk = begun(record=False)
    talk.written, talk.done = 500, Done("error", "ZeroDivisionError")
    transcript.end(cell, Status.ERROR, talk)
    assert [output.text for output in cell.outputs] == ["old"]
    assert transcript.written == 0


def test_error_that_only_the_reply_tells_of_is_recorded_once() -> None:
    """An error without an output of its own gets one; one that has it gets no second."""
    transcript, cell, talk = begun()
    talk.done = Done("error", "ZeroDivisionError", "division by zero", ("line",))
    transcript.end(cell, Status.ERROR, talk)
    transcript.end(cell, Status.ERROR, talk)
    assert [output.ename for output in cell.outputs] == ["ZeroDivisionError"]


def test_limit_is_named_in_the_cell() -> None:
    """A cell that was ended says why, as an error."""
    transcript, cell, talk = begun()
    transcript.end(cell, Status.MEMORY, talk)
    assert [output.ename for output in cell.outputs] == ["MemoryLimitExceeded"]
