"""Promises of what a cell is for."""

from __future__ import annotations

import nbformat
import pytest

from terakoya.errors import NotebookError
from terakoya.faces.cells import cell_tags, is_answer, is_manual_answer, is_test, without_marks


def test_test_cell_is_graded_and_no_answer() -> None:
    """A cell that is graded and locked is a check; a hand-graded answer is not."""
    check = nbformat.v4.new_code_cell("", metadata={"nbgrader": {"grade": True}})
    by_hand = {"grade": True, "solution": True}
    answer = nbformat.v4.new_code_cell("", metadata={"nbgrader": by_hand})
    assert is_test(check)
    assert not is_test(answer)


def test_manual_answer_is_written_text() -> None:
    """Only markdown answers and tasks are read by an instructor."""
    essay = nbformat.v4.new_markdown_cell("", metadata={"nbgrader": {"solution": True}})
    code = nbformat.v4.new_code_cell("", metadata={"nbgrader": {"solution": True}})
    assert is_manual_answer(essay)
    assert not is_manual_answer(code)


def test_tags_of_a_broken_list_are_none() -> None:
    """Metadata of the wrong type is no tag."""
    cell = nbformat.v4.new_code_cell("")
    cell.metadata["tags"] = "app"
    assert cell_tags(cell) == frozenset()


def test_marks_are_removed_and_the_solution_stays() -> None:
    """The reference solution runs in the app; its marks and hidden tests are gone."""
    source = (
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"
        "### BEGIN HIDDEN TESTS\nassert f() == 1\n### END HIDDEN TESTS\nf()"
    )
    assert without_marks(source, "here") == "def f():\n    return 1\nf()"


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN HIDDEN TESTS\nassert f() == 1",
        "### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n### END SOLUTION",
        "### BEGIN SOLUTION\n### END HIDDEN TESTS",
    ],
)
def test_marks_without_partner_are_refused(source: str) -> None:
    """What is hidden must never be a guess."""
    with pytest.raises(NotebookError, match="here"):
        without_marks(source, "here")


def test_answer_is_a_place_for_code() -> None:
    """A solution cell of code is an answer; a written one is not."""
    metadata = {"nbgrader": {"solution": True}}
    assert is_answer(nbformat.v4.new_code_cell("", metadata=metadata))
    assert not is_answer(nbformat.v4.new_markdown_cell("", metadata=metadata))
