"""Cells copied, split, merged, moved, deleted, changed: what counts, and what is said of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Copies,
    FlagKind,
    ItemResult,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)

from tests.made import write_notebook
from tests.made_kinds import cell_of, first_notebook

Content = dict[str, Any]
Change = Callable[[Content], None]
LIMITS = Limits(cell_seconds=5, notebook_seconds=20, memory_mb=700, output_kb=64)
PUT_BACK = "c = get_config()\nc.OverwriteCells.add_missing_cells = True\n"


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """An assignment with every kind of cell, prepared once."""
    source = tmp_path_factory.mktemp("rearranged") / "kinds"
    write_notebook(source / "kinds.ipynb", first_notebook())
    with prepare_assignment(source) as made:
        yield made


def answers(version: AssignmentVersion) -> Content:
    """A notebook with right answers, as JupyterLab saves it."""
    content: Content = json.loads(json.dumps(version.released["kinds"]))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
    cell_of(content, "double")["source"] = "def double(x):\n    return 2 * x"
    cell_of(content, "total")["source"] = "total = 10"
    cell_of(content, "essay")["source"] = "よく考えました。"
    return content


def stub(version: AssignmentVersion, name: str) -> Content:
    """A released cell, untouched, as it comes out of a paste."""
    cell = copy.deepcopy(cell_of(version.released["kinds"], name))
    return cell | {"id": f"{name}-pasted", "source": "".join(cell["source"])}


def put(content: Content, name: str, *cells: Content) -> None:
    """Put cells right behind a cell."""
    place = content["cells"].index(cell_of(content, name)) + 1
    content["cells"][place:place] = cells


def pasted(content: Content, name: str, source: str) -> Content:
    """A copy of one of the notebook's cells with another source."""
    return copy.deepcopy(cell_of(content, name)) | {"id": f"{name}-again", "source": source}


def grade(version: AssignmentVersion, folder: Path, content: Content) -> dict[str, ItemResult]:
    """Grade a notebook: item → result."""
    path = write_notebook(folder / "kinds.ipynb", content)
    result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    return {entry.item.id: entry for entry in result.items}


def flags(entry: ItemResult) -> list[tuple[str, str, str]]:
    """What was unusual about an item's cells."""
    return [(flag.kind.value, flag.grade_id, flag.detail) for flag in entry.flags]


def test_honest_notebook_has_no_flag(version: AssignmentVersion, tmp_path: Path) -> None:
    """Hidden tests, which no learner has, are no change of a check; nor are spaces at line ends."""
    content = answers(version)
    cell_of(content, "total-check")["source"] += "  \n\n"
    results = grade(version, tmp_path, content)
    assert [entry.flags for entry in results.values()] == [()] * len(results)
    assert results["double-check"].score == 2


def test_untouched_copy_below_a_written_answer_takes_nothing(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """The answer counts: a person is asked, where the untouched last copy would be 0 and done."""
    content = answers(version)
    put(content, "essay", stub(version, "essay"))
    path = write_notebook(tmp_path / "kinds.ipynb", content)
    result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    (essay,) = (cell for cell in result.scores[0].cells if cell.grade_id == "essay")
    assert essay.auto_score is None
    assert flags(result.items[3]) == [("duplicate", "essay", Copies.ONE)]
    assert "よく考えました。" in result.notebooks["kinds"]


def test_untouched_copy_below_code_undoes_nothing(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """The stub that was pasted below the answer is not run after it."""
    content = answers(version)
    put(content, "double", stub(version, "double"))
    results = grade(version, tmp_path, content)
    assert results["double-check"].score == 2
    assert flags(results["double-check"]) == [("duplicate", "double", Copies.ONE)]
    assert not results["double-check"].asks


def test_untouched_copy_above_an_answer_is_harmless(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """The same, the other way round."""
    content = answers(version)
    content["cells"].insert(1, stub(version, "double"))
    assert grade(version, tmp_path, content)["double-check"].score == 2


def test_split_answer_counts_as_it_runs(version: AssignmentVersion, tmp_path: Path) -> None:
    """Both halves of a split cell have its grade_id: both run, and what passes asks nobody."""
    content = answers(version)
    cell_of(content, "double")["source"] = "factor = 2"
    put(content, "double", pasted(content, "double", "def double(x):\n    return factor * x"))
    results = grade(version, tmp_path, content)
    assert results["double-check"].score == 2
    assert flags(results["double-check"]) == [("duplicate", "double", Copies.DIFFER)]
    assert not results["double-check"].asks


def test_two_answers_that_differ_ask_a_person(version: AssignmentVersion, tmp_path: Path) -> None:
    """The last one counts; where it loses points, a person is asked."""
    content = answers(version)
    put(content, "total", pasted(content, "total", "total = 11"))
    results = grade(version, tmp_path, content)
    assert results["total-check"].score == 0
    assert results["total-check"].asks
    assert not results["double-check"].asks


def test_two_written_answers_that_differ_are_a_person_s(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """Both stand in the notebook that the person reads."""
    content = answers(version)
    put(content, "essay", pasted(content, "essay", "別の考え。"))
    results = grade(version, tmp_path, content)
    assert flags(results["essay"]) == [("duplicate", "essay", Copies.DIFFER)]


def test_copy_of_a_check_does_not_take_its_place(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """A check pasted at the end, changed or not, leaves the one in its place to count."""
    for source in (None, "assert double(5) == 11"):
        content = answers(version)
        again = stub(version, "double-check")
        content["cells"].append(again | ({"source": source} if source else {}))
        content["cells"].insert(-1, {**stub(version, "draw"), "cell_type": "code", "metadata": {}})
        content["cells"][-2] |= {"source": "double = None", "outputs": [], "execution_count": None}
        results = grade(version, tmp_path, content)
        assert results["double-check"].score == 2
        assert [flag.kind for flag in results["double-check"].flags] == [FlagKind.DUPLICATE]


@pytest.mark.parametrize("answered_first", [True, False])
def test_whole_notebook_pasted_below_itself(
    version: AssignmentVersion, tmp_path: Path, answered_first: bool
) -> None:
    """The half that was answered counts, with its own checks; the other half undoes nothing."""
    content = answers(version)
    mine = content["cells"]
    again = [
        copy.deepcopy(cell) | {"id": f"{cell['id']}-again", "source": "".join(cell["source"])}
        for cell in version.released["kinds"]["cells"]
    ]
    reset = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    between = reset | {"id": "reset", "source": "double = total = None"}
    halves = (mine, again) if answered_first else (again, mine)
    content["cells"] = [*halves[0], between, *halves[1]]
    results = grade(version, tmp_path, content)
    expected = {"double-check": 2, "total-check": 1, "partly": 2}
    assert {name: results[name].score for name in expected} == expected
    assert flags(results["essay"]) == [("duplicate", "essay", Copies.ONE)]


def test_copy_that_claims_nothing_is_a_copy(version: AssignmentVersion, tmp_path: Path) -> None:
    """A second cell with an answer's grade_id, neither answer nor graded, does not replace it."""
    content = answers(version)
    nothing = {"grade": False, "solution": False, "locked": False, "task": False}
    again = stub(version, "essay")
    again["metadata"]["nbgrader"] |= nothing
    again["metadata"]["nbgrader"].pop("points")
    put(content, "essay", again)
    results = grade(version, tmp_path, content)
    assert flags(results["essay"])[0] == ("duplicate", "essay", Copies.ONE)


def delete_check(content: Content) -> None:
    """Delete a check."""
    content["cells"].remove(cell_of(content, "double-check"))


def delete_answer(content: Content) -> None:
    """Delete an answer cell; what it held stands nowhere."""
    content["cells"].remove(cell_of(content, "double"))


def merge_into_check(content: Content) -> None:
    """Merge answer and check under the check's id."""
    merge(content, "double", "double-check")


def merge_into_answer(content: Content) -> None:
    """Merge check and answer under the answer's id."""
    merge(content, "double-check", "double")


def merge_three(content: Content) -> None:
    """Merge two answers and a check, with the check between them."""
    merge(content, "double-check", "total", "double")


def merge_written(content: Content) -> None:
    """Merge the written answer into the locked task below."""
    merge(content, "essay", "draw")


def merge(content: Content, gone: str, into: str, *more: str) -> None:
    """Do as JupyterLab does: the sources in their order, one of the cells' metadata."""
    names = {gone, into, *more}
    ordered = [
        cell
        for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in names
    ]
    text = "\n\n".join(cell["source"] for cell in ordered)
    cell_of(content, into)["source"] = text
    for name in (gone, *more):
        content["cells"].remove(cell_of(content, name))


def move_answer(content: Content) -> None:
    """Put an answer below its check."""
    cell = cell_of(content, "double")
    content["cells"].remove(cell)
    content["cells"].append(cell)


def edit_check(content: Content) -> None:
    """Make a check easier, and the answer wrong."""
    cell_of(content, "total")["source"] = "total = 11"
    cell_of(content, "total-check")["source"] = "assert total == 11"


def turn_into_text(content: Content) -> None:
    """Turn an answer into text."""
    cell = cell_of(content, "double")
    cell |= {"cell_type": "markdown", "source": "*def* double"}
    del cell["outputs"], cell["execution_count"]


def tag_check(content: Content) -> None:
    """Keep a check from running, with an answer that is wrong."""
    cell_of(content, "total")["source"] = "total = 11"
    cell_of(content, "total-check")["metadata"]["tags"] = ["skip-execution"]


REARRANGED: dict[Change, tuple[str, float, list[tuple[str, str, str]]]] = {
    delete_check: ("double-check", 0, [("missing", "double-check", "")]),
    delete_answer: ("double-check", 0, [("missing", "double", "")]),
    merge_into_check: (
        *("double-check", 0),
        [("merged", "double", "double-check"), ("changed", "double-check", "source")],
    ),
    merge_into_answer: ("double-check", 0, [("merged", "double-check", "double")]),
    merge_three: ("double-check", 0, [("merged", "double-check", "total")]),
    merge_written: ("essay", 0, [("merged", "essay", "draw")]),
    move_answer: ("double-check", 0, [("moved", "double", "")]),
    edit_check: ("total-check", 0, [("changed", "total-check", "source")]),
    tag_check: ("total-check", 0, [("tag", "total-check", "skip-execution")]),
    turn_into_text: ("double-check", 0, [("changed", "double", "cell type")]),
}


@pytest.mark.parametrize("change", REARRANGED, ids=lambda change: change.__name__)
def test_rearranged_cell_is_said(
    version: AssignmentVersion, tmp_path: Path, change: Change
) -> None:
    """The item that loses points says which cell and what happened; the others say nothing."""
    content = answers(version)
    change(content)
    results = grade(version, tmp_path, content)
    item, score, wanted = REARRANGED[change]
    assert results[item].score == score
    assert set(wanted) <= set(flags(results[item]))
    assert results["partly"].flags == () or change is move_answer


def test_deleted_check_is_put_back_where_the_course_says_so(tmp_path: Path) -> None:
    """nbgrader's add_missing_cells holds here too: the check runs, and the page says why."""
    config = tmp_path / "nbgrader_config.py"
    config.write_text(PUT_BACK, encoding="utf-8")
    source = tmp_path / "kinds"
    write_notebook(source / "kinds.ipynb", first_notebook())
    with prepare_assignment(source, config) as version:
        content = answers(version)
        delete_check(content)
        result = grade(version, tmp_path, content)["double-check"]
    assert result.score == 2
    assert flags(result) == [("missing", "double-check", "put back")]
