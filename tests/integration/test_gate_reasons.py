"""What the gate says of a reference that does not get full marks: which cell, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from terakoya.authoring import Finding, check_assignment
from terakoya.language import use_language
from terakoya.workspace import Workspace, make_workspace
from tests.made import answer, check, code, notebook, tiny_notebook, write_assignment

FLOOD = "### BEGIN SOLUTION\nlength = 1\nprint('x' * 200_000)\n### END SOLUTION"
GIVES = frozenset({"TK704"})
"""The codes that only this module produces."""
ANNOUNCED = {"tags": ["raises-exception"]}


def without_ids(content: dict[str, Any]) -> dict[str, Any]:
    """The notebook in nbformat 4.4, as older editors write it."""
    cells = [{key: cell[key] for key in cell if key != "id"} for cell in content["cells"]]
    return content | {"cells": cells, "nbformat_minor": 4}


def look(folder: Path, content: dict[str, Any], names: Sequence[str]) -> tuple[Finding, ...]:
    """The findings on an assignment."""
    workspace: Workspace = make_workspace(folder)
    write_assignment(workspace, "tiny", content)
    assignment = workspace.read_assignment("tiny")
    with use_language("en"):
        return check_assignment(workspace, assignment, names, lambda _name: None)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """The gate's findings on a notebook without ids: three faults, and two errors on purpose."""
    content = tiny_notebook()
    double, total = content["cells"][3], content["cells"][6]
    double["source"] = "assert double > 3"
    total["source"] = "limit = 11\nassert total == limit"
    content["cells"] += [
        code("divides", "1 / 0") | {"metadata": ANNOUNCED},
        code("no-python", "print 'x'") | {"metadata": ANNOUNCED},
        answer("flood", FLOOD),
        check("flood-check", "assert length == 1", 1),
    ]
    folder = tmp_path_factory.mktemp("gate") / "workspace"
    return look(folder, without_ids(content), ["released"])


@pytest.fixture
def found(findings: tuple[Finding, ...]) -> list[str]:
    """The gate's words."""
    return [finding.sentence for finding in findings]


def test_codes_tell_what_is_lost_from_where_it_ends(findings: tuple[Finding, ...]) -> None:
    """Each with its cell, also where cells have no ids."""
    told = {(finding.code, finding.place.item, finding.place.cell) for finding in findings}
    assert ("TK704", "", 10) in told
    assert ("TK702", "total-check", 7) in told
    assert {code for code, *_place in told} == GIVES | {"TK702"}


def test_limit_is_named_with_its_setting_and_the_cell(found: list[str]) -> None:
    """The author reads how much it may be, where that is set, and which cell of his it was."""
    said = (
        "source/tiny/tiny.ipynb, cell 10: The reference solution ends in this cell: it writes "
        "more than 64 kB: the limit output_kb in assignment.toml."
    )
    assert any(sentence.startswith(said) for sentence in found)


def test_error_that_is_announced_is_no_finding(found: list[str]) -> None:
    """A cell tagged raises-exception does what its author says, and what follows is graded."""
    assert not any("ZeroDivisionError" in sentence for sentence in found)
    assert not any("SyntaxError" in sentence for sentence in found)
    assert not any("cell 8" in sentence or "cell 9" in sentence for sentence in found)


def test_check_without_words_is_told_by_its_line(found: list[str]) -> None:
    """Instead of “failed”."""
    said = "0.0 of 1.0 on total-check: line 2 of its check fails: assert total == limit"
    assert any(said in sentence for sentence in found)


def test_no_class_of_ours_is_named(found: list[str]) -> None:
    """What stands for a learner's function is called so."""
    said = "TypeError: '>' not supported between instances of 'function of a learner' and 'int'"
    assert any(said in sentence for sentence in found)
    names = ("LearnerFunction", "Withheld", "CannotBeChecked", "OutputLimitExceeded")
    assert not any(name in sentence for sentence in found for name in names)


def test_announced_errors_alone_are_no_finding(tmp_path: Path) -> None:
    """The control of all others: nothing is found where only those go wrong."""
    content = notebook(code("divides", "1 / 0") | {"metadata": ANNOUNCED})
    content["cells"] += tiny_notebook()["cells"]
    assert look(tmp_path / "workspace", content, ["released"]) == ()
