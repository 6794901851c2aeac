"""Promises of what is read of cells that came from learners."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pytest
from terakoya_lab.progress import read_progress

from terakoya.grading.feedback_pages import _rows
from terakoya.grading.redact import redact
from terakoya.grading.wrong_answers import _read_answers
from terakoya.model.handed_in_cells import grade_id_of, nbgrader_of
from tests.made import answer, code, notebook

STRANGE = [None, [], "grade_id", 5, True, {"grade_id": None}, {"grade_id": ["a"]}]
IDS = ["null", "list", "text", "number", "true", "no name", "list as a name"]


@pytest.mark.parametrize("strange", STRANGE, ids=IDS)
def test_cell_with_strange_metadata_has_no_name(strange: object) -> None:
    """Whatever stands under nbgrader's name, or in the place of all metadata."""
    assert grade_id_of({"metadata": {"nbgrader": strange}}) == ""
    assert grade_id_of({"metadata": strange}) == ""
    assert grade_id_of({}) == ""
    assert nbgrader_of({"metadata": strange}) == {}
    assert grade_id_of(answer("double", "")) == "double"


@pytest.mark.parametrize("strange", STRANGE, ids=IDS)
def test_strange_metadata_of_one_cell_stop_no_reader_of_hand_ins(strange: object) -> None:
    """Pages, feedback, counted answers and learners' own progress go on with the other cells."""
    odd = code("odd", "x = 1") | {"metadata": {"nbgrader": strange}}
    written = notebook(odd, answer("double", "y = 2"))
    assert [cell["source"] for cell in redact(written, {})["cells"]] == ["x = 1", "y = 2"]
    assert _rows((), {"tiny": written}) == []
    content = nbformat.writes(nbformat.from_dict(written)).encode()
    entry = SimpleNamespace(submission=SimpleNamespace(files={"tiny.ipynb": "digest"}))
    store = SimpleNamespace(read=lambda _digest: content)
    assert _read_answers(entry, store)["tiny", "double"] == "y = 2"
    progress = read_progress(nbformat.from_dict(written))
    assert [one.id for one in progress.answers] == ["double"]
