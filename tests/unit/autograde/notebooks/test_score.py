"""Scores by nbgrader's rules, and 0 with a note where nbgrader is not sure."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbgrader.utils import compute_checksum, determine_grade
from terakoya_autograde.model import CellScore, ItemStatus, Status
from terakoya_autograde.notebooks.master import MasterCell, MasterNotebook
from terakoya_autograde.notebooks.score import score_notebook

from tests.made import check, code, notebook

Outputs = list[dict[str, Any]]
STDERR = {"output_type": "stream", "name": "stderr", "text": "careful"}
STDOUT = {"output_type": "stream", "name": "stdout", "text": "hello"}


def error(name: str, value: str) -> dict[str, Any]:
    """An error output."""
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": ["secret test"]}


def shown(text: str) -> dict[str, Any]:
    """The value that a cell shows."""
    data = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    return data | {"data": {"text/plain": text}}


def known_as(cell: Any, **roles: Any) -> MasterCell:
    """Return the instructor's version of a cell."""
    nbgrader = cell.metadata.nbgrader
    return MasterCell(
        grade_id=nbgrader.grade_id,
        source=cell.source,
        checksum=compute_checksum(cell),
        cell_type=cell.cell_type,
        locked=not nbgrader.solution,
        points=nbgrader.get("points"),
        graded=nbgrader.grade,
        solution=nbgrader.solution,
        **roles,
    )


def score(
    outputs: Outputs, ended: Status | None = Status.OK, source: str = "assert f() == 1"
) -> tuple[CellScore, Any]:
    """Score one test of 2 points with these outputs; return what nbgrader's rule sees too."""
    node = nbformat.from_dict(notebook(check("t", source, 2)))
    master = MasterNotebook("n", None, {"t": known_as(node.cells[0])})
    node.cells[0].outputs = [nbformat.from_dict(output) for output in outputs]
    scored = score_notebook(node, master, {} if ended is None else {0: ended})
    return scored.cells[0], node.cells[0]


@pytest.mark.parametrize(
    ("outputs", "status"),
    [
        ([], ItemStatus.PASSED),
        ([STDOUT], ItemStatus.PASSED),
        ([STDERR], ItemStatus.FAILED),
        ([error("AssertionError", "no")], ItemStatus.FAILED),
        ([error("NameError", "no f")], ItemStatus.ERROR),
        ([shown("0.5")], ItemStatus.PARTIAL),
        ([shown("0")], ItemStatus.FAILED),
        ([shown("2.0")], ItemStatus.PASSED),
        ([STDERR, shown("1")], ItemStatus.FAILED),
    ],
)
def test_score_is_nbgraders(outputs: Outputs, status: ItemStatus) -> None:
    """Where nbgrader's rule is sound, the score is the same."""
    scored, cell = score(outputs)
    assert (scored.auto_score, scored.points) == determine_grade(cell)
    assert scored.status is status


@pytest.mark.parametrize("text", ["fine", "nan", "-1", "-inf", "np.float64(nan)", "None", "True"])
def test_score_of_no_number_is_zero_with_a_note(text: str) -> None:
    """A value that is no partial credit scores 0; control: nbgrader gives full marks."""
    scored, cell = score([shown(text)])
    assert (scored.auto_score, scored.status) == (0.0, ItemStatus.ERROR)
    assert text in scored.note
    assert determine_grade(cell) == (2, 2)


@pytest.mark.parametrize("text", ["np.float64(0.5)", "np.int64(1)", "np.float32(1e-1)"])
def test_score_of_a_number_of_numpy_is_the_number(text: str) -> None:
    """A right answer may be NumPy's, and what is counted with it; control: nbgrader reads none."""
    scored, cell = score([shown(text)])
    assert (scored.auto_score, scored.status) == (
        float(text[:-1].split("(")[1]),
        ItemStatus.PARTIAL,
    )
    assert determine_grade(cell) == (2, 2)


@pytest.mark.parametrize("text", ["2.01", "1e9", "inf"])
def test_score_above_the_points_is_zero_with_a_note(text: str) -> None:
    """More than the points scores 0; control: nbgrader gives up on the submission."""
    scored, cell = score([shown(text)])
    assert (scored.auto_score, scored.status) == (0.0, ItemStatus.ERROR)
    with pytest.raises(ValueError, match="greater than maximum"):
        determine_grade(cell)


def test_score_of_a_value_before_an_error_is_zero() -> None:
    """A value sent before the assertion failed is not believed; control: nbgrader believes it."""
    scored, cell = score([shown("2"), error("AssertionError", "wrong")], Status.ERROR)
    assert (scored.auto_score, scored.status) == (0.0, ItemStatus.FAILED)
    assert determine_grade(cell) == (2, 2)


def test_score_of_two_values_is_zero_with_a_note() -> None:
    """Two values are none; control: nbgrader takes the first."""
    scored, cell = score([shown("2"), shown("0")])
    assert (scored.auto_score, scored.status) == (0.0, ItemStatus.ERROR)
    assert "2 values" in scored.note
    assert determine_grade(cell) == (2, 2)


def test_score_of_a_value_without_text_is_zero_with_a_note() -> None:
    """A picture as result scores 0; control: nbgrader gives up on the submission."""
    picture = shown("")
    picture["data"] = {"image/png": "aGk="}
    scored, cell = score([picture])
    assert (scored.auto_score, scored.status) == (0.0, ItemStatus.ERROR)
    with pytest.raises(KeyError):
        determine_grade(cell)


@pytest.mark.parametrize("ended", [None, Status.DIED, Status.TIMEOUT, Status.MEMORY])
def test_score_of_a_cell_that_did_not_end_is_zero(ended: Status | None) -> None:
    """No outputs are no success where the cell did not run; control: nbgrader gives full marks."""
    scored, cell = score([], ended)
    assert scored.auto_score == 0.0
    assert scored.status in (ItemStatus.NOT_RUN, ItemStatus.ERROR)
    assert determine_grade(cell) == (2, 2)


def test_score_of_an_empty_test_is_nbgraders() -> None:
    """A test that the instructor left empty passes, as in nbgrader."""
    scored, cell = score([], None, source="")
    assert (scored.auto_score, 2.0) == determine_grade(cell)


def test_message_is_the_errors_own_words() -> None:
    """A learner reads what went wrong, without colours and without the test."""
    assert score([error("AssertionError", "\x1b[31mnot 4\x1b[0m")])[0].message == "not 4"
    assert score([error("NameError", "no f")])[0].message == "NameError: no f"


def test_score_follows_the_instructors_version() -> None:
    """What the notebook says of its cells is not asked: an answer by hand stays by hand."""
    cell = code("a", "1", grade=True, solution=True, points=3)
    node = nbformat.from_dict(notebook(cell))
    master = MasterNotebook("n", None, {"a": known_as(node.cells[0])})
    node.cells[0].metadata.nbgrader.update(solution=False, points=30)
    scored = score_notebook(node, master, {0: Status.OK}).cells[0]
    assert (scored.auto_score, scored.points, scored.status) == (None, 3, ItemStatus.MANUAL)


@pytest.mark.parametrize(
    ("source", "blank"),
    [("x = ...\n", True), ("x = ...  ", True), (" \n", True), ("", True), ("x = 1", False)],
)
def test_comment_on_an_answer_for_a_check_sees_through_spaces(source: str, blank: bool) -> None:
    """What nobody wrote into is no response, also where an editor added or took space."""
    node = nbformat.from_dict(notebook(code("a", "x = ...", solution=True)))
    master = MasterNotebook("n", None, {"a": known_as(node.cells[0])})
    node.cells[0].source = source
    comment = score_notebook(node, master, {0: Status.OK}).comments["a"]
    assert (comment == "No response.") is blank


def test_comments_say_no_response() -> None:
    """An answer left as it was is commented and scores 0; a changed one waits for a person."""
    node = nbformat.from_dict(
        notebook(*(code(name, "1", grade=True, solution=True, points=3) for name in "ab"))
    )
    master = MasterNotebook(
        "n", None, {c.metadata.nbgrader.grade_id: known_as(c) for c in node.cells}
    )
    node.cells[1].source = "2"
    scored = score_notebook(node, master, {0: Status.OK, 1: Status.OK})
    assert [cell.auto_score for cell in scored.cells] == [0.0, None]
    assert scored.comments == {"a": "No response.", "b": None}


def test_missing_cell_has_no_score() -> None:
    """A test that is not there scores nothing and says so."""
    node = nbformat.from_dict(notebook(check("t", "assert True", 2)))
    master = MasterNotebook("n", None, {"t": known_as(node.cells[0])})
    node.cells.clear()
    scored = score_notebook(node, master, {}).cells[0]
    assert (scored.auto_score, scored.status) == (None, ItemStatus.MISSING)
