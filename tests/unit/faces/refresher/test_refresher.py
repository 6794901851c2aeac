"""Which items are refreshers, and what their small notebook holds."""

from __future__ import annotations

import json

import nbformat
import pytest

from terakoya.errors import NotebookError, SubmissionError
from terakoya.faces.refresher.items import RefresherItem, list_refreshers
from terakoya.faces.refresher.refresher_notebook import (
    make_refresher_notebook,
    make_trial,
    read_answer_cell,
)
from terakoya.faces.refresher.refresher_run import read_outcome, write_run
from terakoya.model import Ask
from terakoya.workspace import Workspace
from tests.made import check, tiny_notebook, write_assignment
from tests.made_refresher import write_waits


@pytest.fixture
def item(workspace: Workspace) -> RefresherItem:
    """The one refresher of `waits`."""
    write_waits(workspace)
    (found,) = list_refreshers(workspace, workspace.read_assignment("waits"))
    return found


def ran(document: str) -> nbformat.NotebookNode:
    """A run whose last cell printed this."""
    cell = nbformat.v4.new_code_cell("probe", metadata={"name": "probe"})
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=document)]
    return nbformat.v4.new_notebook(cells=[cell])


def test_tagged_item_has_its_title_its_checks_and_what_it_stands_on(item: RefresherItem) -> None:
    """All of it is read from the one instructor notebook."""
    assert item.title.ja == "いちばん長い待ち時間"
    assert item.checks == ("longest-check",)
    assert [cell.id for cell in item.preparation] == ["prepare"]
    assert [cell.id for cell in item.task] == ["task"]


def test_tag_alone_makes_a_refresher_by_code(workspace: Workspace) -> None:
    """Without a word in the manifest, the heading is the title and code the answer."""
    source = tiny_notebook()
    source["cells"].insert(4, check("double-more", "assert double(1) == 2", 1))
    source["cells"][2]["metadata"]["tags"] = ["refresher"]
    write_assignment(workspace, "tiny", source)
    (found,) = list_refreshers(workspace, workspace.read_assignment("tiny"))
    assert found.refresher.ask is Ask.CODE
    assert found.title.ja == "2倍にする"
    assert found.checks == ("double-check", "double-more")


@pytest.mark.parametrize(
    "source",
    [
        "longest = 41 + 1",
        "# BEGIN SOLUTION\nlongest = 41 + 1\n# END SOLUTION",
        "x = 0\n#BEGIN SOLUTION (2)\nlongest = 41 + 1\n# --- END SOLUTION ---\n",
    ],
)
def test_solution_is_not_given_away(workspace: Workspace, source: str) -> None:
    """However it is marked, and where all of the cell is the solution, the stub stands there."""
    content = tiny_notebook()
    content["cells"][2]["source"] = source
    content["cells"][2]["metadata"]["tags"] = ["refresher"]
    write_assignment(workspace, "tiny", content)
    (found,) = list_refreshers(workspace, workspace.read_assignment("tiny"))
    kernel = {"name": "python3", "display_name": "Python 3"}
    made = make_refresher_notebook(found, "title", kernel)
    text = json.dumps(made)
    assert "41 + 1" not in text
    assert "NotImplementedError" in text
    assert "41 + 1" in found.answer.solved


def test_assignment_without_tags_has_no_refresher(workspace: Workspace) -> None:
    """Nothing is guessed."""
    assert list_refreshers(workspace, workspace.read_assignment("tiny")) == ()


def test_small_notebook_has_the_stub_and_the_visible_check(item: RefresherItem) -> None:
    """It is a valid notebook; the solution of this item is not in it."""
    made = make_refresher_notebook(item, "待ち時間", {"name": "python3", "display_name": "Python"})
    nbformat.validate(made)
    sources = {cell.id: cell.source for cell in made.cells}
    assert list(sources)[-3:] == ["task", "longest", "longest-check"]
    assert "NotImplementedError" in sources["longest"]
    assert "max(" not in sources["longest"]
    assert "HIDDEN" not in sources["longest-check"]


def test_trial_is_the_reference_with_the_learners_answer(item: RefresherItem) -> None:
    """Only the answer cell is the learner's."""
    sources = [cell.source for cell in make_trial(item, "longest = 3").cells]
    assert "csv" in sources[0]
    assert sources[1] == "longest = 3"


def test_answer_cell_is_read_from_a_handed_in_notebook(item: RefresherItem) -> None:
    """By its grade_id, as text or as lines; two of them are refused."""
    made = make_trial(item, "longest = 3")
    assert read_answer_cell(nbformat.writes(made).encode(), item) == "longest = 3"
    made.cells.append(made.cells[1].copy())
    with pytest.raises(SubmissionError, match="answer cell"):
        read_answer_cell(json.dumps(made).encode(), item)


def test_run_has_no_generator_on_the_assignments_own_data(
    item: RefresherItem, workspace: Workspace
) -> None:
    """With a seed the generator comes first, then the reference, then the probe."""
    assignment = workspace.read_assignment("waits")
    named = [cell.metadata.name for cell in write_run(assignment, item, 5).cells]
    assert named == ["generate", "prepare", "longest", "probe"]
    assert "generate" not in [
        cell.metadata.name for cell in write_run(assignment, item, None).cells
    ]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("no json", "gave no answer"),
        ('{"files": {}, "value": NaN}', "not a number"),
        ('{"files": {}, "value": "c", "choices": ["a", "b"]}', "not among the choices"),
        ('{"files": {}, "value": "a", "choices": ["a", "a"]}', "different choices"),
    ],
)
def test_outcome_that_cannot_be_asked_is_refused(document: str, what: str) -> None:
    """A question nobody can answer is the author's to correct."""
    with pytest.raises(NotebookError, match=what):
        read_outcome(ran(document), "source/waits, longest")
