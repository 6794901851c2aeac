"""What a learner's code says of widgets changes nothing about the outputs of checks."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from terakoya_autograde.running.recording import Recorder

from tests.made import code, notebook

OUTPUT = {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "outputs": []}


def say(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """A message about the check's cell."""
    header = {"msg_id": "check", "msg_type": kind}
    return {"msg_type": kind, "header": header, "parent_header": header, "content": content}


CATCHING = [
    say("comm_open", {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": OUTPUT}}),
    say("comm_msg", {"comm_id": "1", "data": {"state": {"msg_id": "check"}}}),
]
ERROR = say("error", {"ename": "AssertionError", "evalue": "", "traceback": ["a hidden test"]})


def test_widget_does_not_catch_a_checks_outputs() -> None:
    """They stay in the check's cell, and never get into what the learner's widgets hold."""
    node = nbformat.from_dict(notebook(code("check", "")))
    recorder = Recorder(node)
    recorder.clear_before_next_output = False
    for message in (*CATCHING, ERROR):
        recorder.record(message, node.cells[0], 0)
    recorder.set_widgets_metadata()
    assert [output.ename for output in node.cells[0].outputs] == ["AssertionError"]
    assert "hidden" not in str(node.metadata)
    assert "OutputModel" in str(node.metadata)


def test_widget_catches_outputs_in_nbclient() -> None:
    """Control: nbclient's own imitation of such a widget takes the check's outputs."""
    node = nbformat.from_dict(notebook(code("check", "")))
    client = NotebookClient(node, record_timing=False)
    client.reset_execution_trackers()
    for message in CATCHING:
        client.process_message(message, node.cells[0], 0)
    with pytest.raises(AttributeError):  # it wants to tell a kernel, after it has taken them
        client.process_message(ERROR, node.cells[0], 0)
    assert node.cells[0].outputs == []
    assert "hidden" in str(client.comm_objects["1"].outputs)


@pytest.mark.parametrize("data", [{}, {"state": {}}, {"state": {"_model_name": "OutputModel"}}])
def test_widget_that_says_little_is_recorded(data: dict[str, Any]) -> None:
    """It is the learner's own; no cell ends for it."""
    node = nbformat.from_dict(notebook(code("a", "")))
    opening = {"comm_id": "1", "target_name": "jupyter.widget", "data": data}
    Recorder(node).record(say("comm_open", opening), node.cells[0], 0)
    assert node.cells[0].outputs == []
