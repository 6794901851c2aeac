"""Restoring a submission: nbgrader's bytes where it is honest, the instructor's where it is not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import SchemaTooOldError, ValidationError
from nbgrader.utils import determine_grade
from terakoya_autograde.errors import RefusedError
from terakoya_autograde.notebooks.master import Master, MasterNotebook
from terakoya_autograde.notebooks.restored_cells import FlagKind, restore_notebook

from tests.unit.autograde.stock_steps import make_lesson, node, plain, stock_sanitize

Content = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Master, Content]:
    """The lesson, generated once: nothing here changes its gradebook."""
    return make_lesson(tmp_path_factory.mktemp("lesson"))


@pytest.fixture
def submitted(made: tuple[str, Master, Content]) -> Content:
    """A fresh copy of the released notebook."""
    return copy.deepcopy(made[2])


@pytest.fixture
def lesson(made: tuple[str, Master, Content]) -> MasterNotebook:
    """The instructor's version."""
    return made[1].notebooks["lesson"]


def cell_of(content: Any, grade_id: str) -> Any:
    """Return the first cell with a grade_id."""
    found = (cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in content["cells"])
    return content["cells"][list(found).index(grade_id)]


def as_json(notebook: Any) -> Content:
    """Return what would be written."""
    return plain(nbformat.v4.writes(notebook))


def nothing(content: Content) -> None:
    """Hand in what was released."""


def answers(content: Content) -> None:
    """Answer, with outputs, counts and folded cells."""
    cell_of(content, "double")["source"] = "double = 4"
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    cell_of(content, "double")["metadata"]["collapsed"] = True


def weakens_test(content: Content) -> None:
    """Rewrite the test."""
    cell_of(content, "double-check")["source"] = "assert True"


def raises_points(content: Content) -> None:
    """Make the test worth more."""
    cell_of(content, "double-check")["metadata"]["nbgrader"]["points"] = 99


def changes_type(content: Content) -> None:
    """Turn the test into text."""
    cell = cell_of(content, "double-check")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def unlocks(content: Content) -> None:
    """Unlock what is given."""
    cell = cell_of(content, "given")
    cell["metadata"]["nbgrader"]["locked"] = False
    cell["source"] = "base = 3"


def deletes_test(content: Content) -> None:
    """Delete the test."""
    content["cells"].remove(cell_of(content, "double-check"))


def swaps_kernel(content: Content) -> None:
    """Name another kernel."""
    content["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "sh"}


def adds_plain_id(content: Content) -> None:
    """Give an ordinary cell a grade_id that nobody knows."""
    known = cell_of(content, "given")["metadata"]["nbgrader"]
    content["cells"][0]["metadata"]["nbgrader"] = known | {"grade_id": "x", "locked": False}
    del content["cells"][0]["metadata"]["nbgrader"]["checksum"]


def moves_cells(content: Content) -> None:
    """Reverse the order."""
    content["cells"].reverse()


SAME = [nothing, answers, weakens_test, raises_points, changes_type, unlocks, deletes_test]
SAME += [swaps_kernel, adds_plain_id, moves_cells]


@pytest.mark.parametrize("change", SAME, ids=lambda change: change.__name__)
def test_restore_writes_what_nbgrader_writes(
    made: tuple[str, Master, Content], submitted: Content, change: Callable[[Content], None]
) -> None:
    """What nbgrader accepts and treats safely comes out with the same content."""
    url, master, _released = made
    change(submitted)
    ours = restore_notebook(node(submitted), master.notebooks["lesson"])
    assert as_json(ours.notebook) == stock_sanitize(submitted, url)


def foreign_answer(content: Content) -> None:
    """Copy an answer cell of another assignment."""
    cell_of(content, "double")["metadata"]["nbgrader"]["grade_id"] = "elsewhere"


def not_a_test(content: Content) -> None:
    """Say that the test is none."""
    cell_of(content, "double-check")["metadata"]["nbgrader"]["grade"] = False


def not_boolean(content: Content) -> None:
    """Write a text where a truth value belongs."""
    cell_of(content, "double")["metadata"]["nbgrader"]["solution"] = "yes"


def no_points(content: Content) -> None:
    """Remove the points."""
    del cell_of(content, "double-check")["metadata"]["nbgrader"]["points"]


def not_a_mapping(content: Content) -> None:
    """Make the metadata a list."""
    content["cells"][0]["metadata"]["nbgrader"] = ["grade"]


def extra_key(content: Content) -> None:
    """Add a key that nbgrader does not know."""
    cell_of(content, "double")["metadata"]["nbgrader"]["bonus"] = 1


def answer_becomes_test(content: Content) -> None:
    """Say that an ungraded answer is graded."""
    cell_of(content, "double")["metadata"]["nbgrader"] |= {"grade": True, "points": 5}


REFUSED = [foreign_answer, not_a_test, not_boolean, no_points, not_a_mapping, extra_key]
REFUSED += [answer_becomes_test]


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_restore_refuses_what_nbgrader_refuses(
    made: tuple[str, Master, Content], submitted: Content, change: Callable[[Content], None]
) -> None:
    """Corrupt metadata fail that submission in both, here always with one kind of error."""
    url, master, _released = made
    change(submitted)
    with pytest.raises(Exception) as stock:
        stock_sanitize(submitted, url)
    assert not isinstance(stock.value, AssertionError)
    with pytest.raises(RefusedError):
        restore_notebook(node(submitted), master.notebooks["lesson"])


def test_restore_skip_tag_on_test_is_taken_off(
    made: tuple[str, Master, Content], submitted: Content, lesson: MasterNotebook
) -> None:
    """A learner's skip-execution tag does not survive; control: it does in nbgrader."""
    cell_of(submitted, "double-check")["metadata"]["tags"] = ["skip-execution"]
    restored = restore_notebook(node(submitted), lesson)
    assert "tags" not in cell_of(restored.notebook, "double-check")["metadata"]
    assert [(flag.kind, flag.grade_id) for flag in restored.flags] == [
        (FlagKind.TAG, "double-check")
    ]
    stock = stock_sanitize(submitted, made[0])
    assert cell_of(stock, "double-check")["metadata"]["tags"] == ["skip-execution"]


def test_restore_skip_tag_elsewhere_is_taken_off(
    submitted: Content, lesson: MasterNotebook
) -> None:
    """Execution tags go from answers and ordinary cells too; other tags stay."""
    cell_of(submitted, "double")["metadata"]["tags"] = ["raises-exception", "mine"]
    submitted["cells"][0]["metadata"]["tags"] = ["skip-execution"]
    restored = restore_notebook(node(submitted), lesson).notebook
    assert cell_of(restored, "double")["metadata"]["tags"] == ["mine"]
    assert "tags" not in restored.cells[0].metadata


def test_restore_answer_by_hand_cannot_become_a_test(
    made: tuple[str, Master, Content], submitted: Content, lesson: MasterNotebook
) -> None:
    """An answer stays an answer; control: nbgrader gives full marks for ``solution: false``."""
    changed = cell_of(submitted, "by-hand")
    changed["source"] = "pass"
    changed["metadata"]["nbgrader"]["solution"] = False
    stock = nbformat.from_dict(stock_sanitize(submitted, made[0]))
    assert determine_grade(cell_of(stock, "by-hand")) == (3, 3)
    restored = restore_notebook(node(submitted), lesson)
    assert determine_grade(cell_of(restored.notebook, "by-hand")) == (None, 3)
    assert (FlagKind.CHANGED, "by-hand") in {(f.kind, f.grade_id) for f in restored.flags}


def test_restore_duplicate_keeps_the_last(
    made: tuple[str, Master, Content], submitted: Content, lesson: MasterNotebook
) -> None:
    """A copied cell becomes an ordinary one; control: nbgrader stops for everybody."""
    submitted["cells"].insert(0, cell_of(submitted, "double") | {"id": "copy"})
    restored = restore_notebook(node(submitted), lesson)
    assert "nbgrader" not in restored.notebook.cells[0].metadata
    assert [flag.kind for flag in restored.flags] == [FlagKind.DUPLICATE]
    with pytest.raises(SchemaTooOldError):
        stock_sanitize(submitted, made[0])


def test_restore_missing_cell_is_flagged(submitted: Content, lesson: MasterNotebook) -> None:
    """A deleted test is flagged and stays away."""
    deletes_test(submitted)
    restored = restore_notebook(node(submitted), lesson)
    assert [(f.kind, f.grade_id) for f in restored.flags] == [(FlagKind.MISSING, "double-check")]


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
def test_restore_adds_missing_cells_as_nbgrader(
    made: tuple[str, Master, Content], submitted: Content, lesson: MasterNotebook
) -> None:
    """With add_missing_cells a deleted test comes back where nbgrader puts it."""
    deletes_test(submitted)
    ours = as_json(restore_notebook(node(submitted), lesson, add_missing=True).notebook)
    stock = stock_sanitize(submitted, made[0], add_missing_cells=True)
    for content in (ours, stock):
        del cell_of(content, "double-check")["id"]
    assert ours == stock


def test_restore_adds_cells_behind_missing_ones(
    made: tuple[str, Master, Content], submitted: Content, lesson: MasterNotebook
) -> None:
    """Neighbours that are missing too do no harm; control: nbgrader fails."""
    for grade_id in ("double", "double-check", "by-hand", "partly"):
        submitted["cells"].remove(cell_of(submitted, grade_id))
    restored = restore_notebook(node(submitted), lesson, add_missing=True).notebook
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in restored.cells] == [
        *(None, "given", "double-check", "by-hand", "partly", "essay", "project")
    ]
    with pytest.raises(KeyError):
        stock_sanitize(submitted, made[0], add_missing_cells=True)


def test_restore_leaves_the_submission_alone(submitted: Content, lesson: MasterNotebook) -> None:
    """The node that was given is not changed."""
    weakens_test(submitted)
    given = node(submitted)
    restore_notebook(given, lesson)
    assert given == submitted


def test_restore_old_metadata_is_refused(submitted: Content, lesson: MasterNotebook) -> None:
    """Metadata of nbgrader's version 1 refuse that submission, with the reason."""
    cell_of(submitted, "double")["metadata"]["nbgrader"]["schema_version"] = 1
    with pytest.raises(RefusedError, match="Outdated schema version"):
        restore_notebook(node(submitted), lesson)


def test_restore_refusal_names_the_reason(submitted: Content, lesson: MasterNotebook) -> None:
    """One line says which notebook and why."""
    foreign_answer(submitted)
    with pytest.raises(RefusedError, match=r"^lesson: corrupt metadata: ValidationError") as caught:
        restore_notebook(node(submitted), lesson)
    assert isinstance(caught.value.__cause__, ValidationError)


def test_read_master_knows_every_cell(made: tuple[str, Master, Content], tmp_path: Path) -> None:
    """Kinds, points and order come from gradebook and release."""
    cells = made[1].notebooks["lesson"].cells
    order = ["given", "double", "double-check", "by-hand", "partly", "essay", "project"]
    assert list(cells) == order
    assert [cells[name].points for name in order] == [None, None, 2, 3, 1, 5, 4]
    assert cells["essay"].graded and cells["essay"].solution and not cells["essay"].locked
    assert cells["project"].task and not cells["project"].graded
