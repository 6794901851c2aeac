"""nbgrader's steps on outputs do what nbgrader does, also where they are not loaded."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.preprocessors import LimitOutput
from terakoya_autograde.notebooks.output_steps import (
    ignore_output,
    missing_cell_notification,
    shorten_output,
)
from traitlets.config import Config


def _written(*outputs: Any) -> Any:
    return new_notebook(cells=[new_code_cell("1", outputs=list(outputs))])


def _lines(number: int, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text="\n".join(map(str, range(number))))


def _error(lines: int) -> Any:
    return new_output("error", ename="E", evalue="", traceback=["line"] * lines)


NOTEBOOKS = {
    "nothing": _written(),
    "short": _written(_lines(3), _error(5)),
    "as long as may be": _written(_lines(1000), _error(100)),
    "a line more": _written(_lines(1001)),
    "a line more in two streams": _written(_lines(600), _lines(401, "stderr")),
    "long traceback": _written(_error(101)),
    "line at the end": _written(new_output("stream", name="stdout", text="x\n" * 1000)),
}


@pytest.mark.parametrize("settings", [{}, {"max_lines": 2}, {"max_lines": -1}], ids=str)
@pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_output_is_shortened_as_nbgrader_does(notebook: Any, settings: dict[str, int]) -> None:
    """Whatever is written and configured, the notebook is as nbgrader makes it."""
    config = Config({"LimitOutput": settings} if settings else {})
    wanted, _ = LimitOutput(config=config).preprocess(copy.deepcopy(notebook), {})
    found = copy.deepcopy(notebook)
    for step in shorten_output(config):
        found, _ = step(found, {})
    assert found == wanted


@pytest.mark.parametrize("section", ["IgnorePattern", "NbGraderPreprocessor", "Preprocessor"])
def test_noise_is_left_out_where_a_course_says_so(section: str) -> None:
    """A setting reaches the step through its ancestors as well, as traitlets has it."""
    notebook = _written(_lines(2, "stderr"))
    steps = ignore_output(Config({section: {"pattern": "0"}}))
    for step in steps:
        notebook, _ = step(notebook, {})
    assert [cell.outputs for cell in notebook.cells] == [[]]
    assert ignore_output(Config()) == ()


def test_missing_cells_are_put_back_where_a_course_says_so() -> None:
    """The words before them are the course's or nbgrader's; without a word they stay away."""
    assert missing_cell_notification(Config()) is None
    assert missing_cell_notification(Config({"OverwriteCells": {}})) is None
    told = missing_cell_notification(Config({"OverwriteCells": {"add_missing_cells": True}}))
    assert told is not None
    assert "{cell_id}" in told
    own = {"add_missing_cells": True, "missing_cell_notification": "戻しました"}
    assert missing_cell_notification(Config({"OverwriteCells": own})) == "戻しました"
