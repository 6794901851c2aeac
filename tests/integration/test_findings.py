"""Every kind of finding that needs no run: each case gives its code, cell, line and sentence."""

from __future__ import annotations

import pytest

from terakoya.authoring import Finding, Selection, examine, read_registry
from terakoya.workspace import Workspace
from tests.unit.authoring.finding_cases import FindingCase, read_finding_cases

CASES = read_finding_cases()


def look(workspace: Workspace, *codes: str) -> list[Finding]:
    """What checks of these codes find in the assignment `tiny`."""
    assignment = workspace.read_assignment("tiny")
    selection = Selection(select=codes)
    report = examine(workspace, assignment, read_registry(), selection, lambda _label: None)
    return list(report.findings)


@pytest.mark.golden
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_finding(workspace: Workspace, case: FindingCase, request: pytest.FixtureRequest) -> None:
    """It is found once, where it is, and says what to do."""
    case.write(workspace)
    found = look(workspace, case.code, case.select, "TK0")
    if request.config.getoption("--goldens"):
        case.keep(found)
    told = [
        (one.place.cell, one.place.line, one.sentence) for one in found if one.code == case.code
    ]
    assert told == [case.expected]
    assert {one.code for one in found} == {case.code}


def test_sound_assignment_has_no_finding(workspace: Workspace) -> None:
    """The control of all cases: without the fault, none of their codes is found."""
    codes = {case.code for case in CASES} - {"TK811"}  # it has no answers, and a hint is right
    assert look(workspace, *codes) == []
