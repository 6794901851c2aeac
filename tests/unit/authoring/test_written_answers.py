"""Answers that an author wrote down, and putting them into a notebook."""

from __future__ import annotations

import pytest

from terakoya.authoring import answer_cells, put_answers, read_answers
from terakoya.errors import NotebookError
from terakoya.workspace import Workspace
from tests.made import tiny_notebook


def write(workspace: Workspace, name: str, source: str) -> None:
    """Write one answer file of the assignment `tiny`."""
    path = workspace.source("tiny") / "answers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


def test_reference_has_no_solution_marks() -> None:
    """The reference is the code alone, with what stands around it."""
    cells = answer_cells(tiny_notebook())
    assert cells["total"].strip() == "total = sum(range(5))"
    assert "SOLUTION" not in cells["double"]
    assert cells["double"].startswith("def double(x):")


def test_answer_fills_its_cell_only() -> None:
    """Putting answers changes a copy, and only answer cells."""
    before = tiny_notebook()
    filled = put_answers(before, {"total": "total = 10", "total-check": "pass"})
    sources = {cell["id"]: cell["source"] for cell in filled["cells"]}
    assert sources["total"] == "total = 10"
    assert sources["total-check"] != "pass"
    assert before == tiny_notebook()


def test_answers_are_read_with_what_they_lose(workspace: Workspace) -> None:
    """A right answer loses nothing; a wrong one what its second line says."""
    write(workspace, "right/total/plain.py", "# 書き下した合計\ntotal = 10\n")
    write(workspace, "wrong/total/off.py", "# 1つ多い\n# loses: total-check\ntotal = 15\n")
    workspace_answers = read_answers(workspace, workspace.read_assignment("tiny"))
    assert [(a.cell, a.title, a.right, set(a.loses)) for a in workspace_answers] == [
        ("total", "書き下した合計", True, set()),
        ("total", "1つ多い", False, {"total-check"}),
    ]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("right/total/x.py", "total = 10\n"),
        ("right/total/x.py", "# よい\n# loses: total-check\ntotal = 10\n"),
        ("wrong/total/x.py", "# わるい\ntotal = 15\n"),
    ],
)
def test_answer_against_the_form_is_refused(workspace: Workspace, name: str, source: str) -> None:
    """A file without a title, or with the wrong claim, gets a sentence that names it."""
    write(workspace, name, source)
    with pytest.raises(NotebookError, match=r"answers/.*x\.py"):
        read_answers(workspace, workspace.read_assignment("tiny"))
