"""Variants from a real sandbox: other data, another right answer, code judged on them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from terakoya.authoring import check_assignment
from terakoya.errors import NotebookError, SubmissionError
from terakoya.faces.refresher.kit import RefresherKit, build_refresher, open_refreshers
from terakoya.faces.refresher.refresher_notebook import write_swap
from terakoya.workspace import Workspace, make_workspace
from tests.made_refresher import MANIFEST, write_waits

GIVES = frozenset({"TK514", "TK515", "TK516", "TK517", "TK518"})
"""The codes that only this module produces."""


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the assignment `waits`."""
    made = make_workspace(tmp_path_factory.mktemp("refresher") / "workspace")
    write_waits(made)
    return made


@pytest.fixture(scope="module")
def kit(waits: Workspace) -> Iterator[RefresherKit]:
    """Its kit, with real sandboxes."""
    with open_refreshers(waits, waits.read_assignment("waits")) as opened:
        yield opened


def test_variant_is_the_generators_data_and_the_references_answer(kit: RefresherKit) -> None:
    """The same seed gives the same; another gives other data and another answer."""
    one, again, other = (kit.make_variant("longest", seed) for seed in (5, 5, 6))
    lines = one.files["data/waits.csv"].decode().split()[1:]
    waits = [int(line.split(",")[1]) for line in lines]
    assert one is again
    assert one.answer == float(max(waits))
    assert other.answer != one.answer
    assert one.table is not None
    assert [row[1] for row in one.table.rows] == [
        str(wait) for wait in waits
    ]  # as the file has them: text


def test_own_data_give_the_exercises_answer(kit: RefresherKit) -> None:
    """Without a seed it is the answer that the learner may remember."""
    assert kit.make_variant("longest", None).answer == 104.0


def test_reference_is_right_on_its_variant_and_others_results_are_not(kit: RefresherKit) -> None:
    """In the clean room of the variant: full marks for the reference, none for another's."""
    mine, other = kit.make_variant("longest", 5), kit.make_variant("longest", 6)
    files = {f"other/{name}": body for name, body in kit.data_files(other).items()}
    swap = write_swap(kit.require_item("longest"))
    assert kit.lost_by_reference(mine) == ()
    assert kit.check_code("longest", mine, f"longest = {mine.answer:.0f}").right
    assert not kit.check_code("longest", mine, f"longest = {other.answer:.0f}").right
    assert not kit.check_code("longest", mine, swap, files).right
    assert kit.check_code("longest", other, swap, files).right  # control: it is right for those


def test_handed_in_notebook_is_judged_by_its_answer_cell_only(kit: RefresherKit) -> None:
    """Changed tests and other cells do nothing; a notebook without the cell is refused."""
    variant = kit.make_variant("longest", 5)
    notebook = kit.make_notebook("longest")
    for cell in notebook.cells:
        if cell.id == "longest-check":
            cell.source = "pass"
        if cell.id == "longest":
            cell.source = "longest = 1"
    assert not kit.check_notebook("longest", variant, json.dumps(notebook).encode()).right
    for broken in (b"", b"{}", b"[1]", b'{"cells": 3}', b'{"cells": [3]}', b"\xff", b"[" * 9999):
        with pytest.raises(SubmissionError):
            kit.check_notebook("longest", variant, broken)


def test_small_notebook_holds_no_solution_and_no_hidden_test(waits: Workspace) -> None:
    """What is built for a learner has the stub, the visible check, the data, and nothing else."""
    folder = build_refresher(waits, "waits", waits.var / "built")
    text = (folder / "longest.ipynb").read_text(encoding="utf-8")
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == ["data/waits.csv", "longest.ipynb"]
    assert "NotImplementedError" in text
    assert "longest は整数です" in text
    for secret in ("max(int", "_true", "HIDDEN", "BEGIN SOLUTION"):
        assert secret not in text


@pytest.mark.parametrize(
    ("old", "new", "what", "code"),
    [
        ('value = "longest"', 'value = "nothing"', "NameError", "TK514"),
        ('value = "longest"', 'value = "7"', "The answer is 7.0 on every data", "TK516"),
        (
            'table = "pd.DataFrame(rows)"',
            'table = "pd.DataFrame({1: range(99)})"',
            "40 rows",
            "TK514",
        ),
        ('item = "longest"', 'item = "shortest"', "no answer cell with the tag", "TK511"),
    ],
)
def test_check_finds_what_is_wrong(
    workspace: Workspace, old: str, new: str, what: str, code: str
) -> None:
    """`terakoya check` says it in one sentence; the refresher as it should be has no finding."""
    write_waits(workspace, MANIFEST.replace(old, new))
    assignment = workspace.read_assignment("waits")
    found = check_assignment(workspace, assignment, ["refresher"], lambda _done: None)
    assert any(what in entry.sentence and entry.code == code for entry in found), found


def test_check_has_no_finding_where_all_is_well(waits: Workspace) -> None:
    """The control of the test above."""
    assignment = waits.read_assignment("waits")
    assert check_assignment(waits, assignment, ["refresher"], lambda _done: None) == ()


def test_check_finds_a_test_that_other_data_pass(workspace: Workspace) -> None:
    """An item whose checks do not look at the data is no refresher."""
    write_waits(workspace, item="### BEGIN SOLUTION\nlongest = 3\n### END SOLUTION")
    path = workspace.source("waits") / "waits.ipynb"
    text = path.read_text(encoding="utf-8").replace("assert longest == _true", "assert longest")
    path.write_text(text, encoding="utf-8")
    assignment = workspace.read_assignment("waits")
    found = check_assignment(workspace, assignment, ["refresher"], lambda _done: None)
    assert {"accepts the results of other data" in entry.what for entry in found} == {True, False}
    assert {entry.code for entry in found} == {"TK516", "TK518"}


def test_check_finds_data_that_never_vary(workspace: Workspace) -> None:
    """A program that takes no notice of the seed gives everybody the same data."""
    write_waits(workspace)
    program = workspace.source("waits") / "make_data.py"
    text = program.read_text(encoding="utf-8").replace("Random(options.seed)", "Random(1)")
    program.write_text(text, encoding="utf-8")
    assignment = workspace.read_assignment("waits")
    (found,) = check_assignment(workspace, assignment, ["refresher"], lambda _done: None)
    assert (found.code, found.place.item) == ("TK515", "longest")


def test_check_finds_a_test_that_other_data_fail(workspace: Workspace) -> None:
    """A test with the answer written into it cannot be passed on other data."""
    write_waits(workspace)
    path = workspace.source("waits") / "waits.ipynb"
    text = path.read_text(encoding="utf-8").replace("longest == _true", "longest == 104")
    path.write_text(text, encoding="utf-8")
    assignment = workspace.read_assignment("waits")
    (found,) = check_assignment(workspace, assignment, ["refresher"], lambda _done: None)
    assert (found.code, found.place.item) == ("TK517", "longest")


def test_author_code_that_never_ends_is_stopped(workspace: Workspace) -> None:
    """The limits hold for the author's code as well; the sentence names the cell."""
    manifest = MANIFEST.replace('value = "longest"', 'value = "longest"\nprepare = "while 1: 0"')
    write_waits(workspace, manifest + "\n[limits]\ncell_seconds = 1\n")
    with (
        open_refreshers(workspace, workspace.read_assignment("waits")) as kit,
        pytest.raises(NotebookError, match="prepare"),
    ):
        kit.make_variant("longest", 5)
