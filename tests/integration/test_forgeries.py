"""Forgeries, each with a control: the same answer takes its marks where the defence is off."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    grade_submission,
    prepare_assignment,
)

from tests.forgery import (
    ASSIGNMENTS,
    CLASSES,
    CONTROLS,
    Case,
    hand_in,
    read_cases,
    read_source,
)

LIMITS = Limits(cell_seconds=15, notebook_seconds=120, memory_mb=1024, output_kb=256)
CAN_CHOOSE = "checks" in inspect.signature(prepare_assignment).parameters
CASES = read_cases()
IN_KERNEL = [case for case in CASES if "in-kernel" in case.controls]
STOCK = [case for case in CASES if "nbgrader" in case.controls]
HONEST = [case for case in CASES if case.kind == "honest"]
DISHONEST = [case for case in CASES if case.kind != "honest"]
# Stock nbgrader runs learners' code with our rights: everything it starts has to end with it.
_SEPARATE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def _each(room: str, cases: list[Case]) -> list[Any]:
    return [pytest.param((room, case.assignment), case, id=case.name) for case in cases]


@pytest.fixture(scope="module")
def version(request: pytest.FixtureRequest) -> Iterator[AssignmentVersion]:
    """One assignment, prepared once for all its cases; where there is a choice, with a room."""
    room, assignment = request.param
    how = {"checks": room} if CAN_CHOOSE else {}
    with prepare_assignment(ASSIGNMENTS / assignment, None, **how) as made:
        yield made


def marks(version: AssignmentVersion, case: Case, folder: Path) -> tuple[dict[str, float], str]:
    """Grade a case; return the marks of the items that it is about, and what became of all."""
    result = grade_submission(version, hand_in(case, folder), LIMITS)
    told = [f"{entry.item.id}: {entry.status} {entry.message}" for entry in result.items]
    got = {entry.item.id: entry.score for entry in result.items if entry.item.id in case.forged}
    return got, "\n".join([result.status, *told])


@pytest.mark.parametrize(
    ("version", "case"), _each("in-kernel", IN_KERNEL), indirect=["version"], scope="module"
)
def test_forgery_in_the_kernel_takes_its_marks(
    version: AssignmentVersion, case: Case, tmp_path: Path
) -> None:
    """Where the checks run in the learner's process, the forgery works: so it is one."""
    got, told = marks(version, case, tmp_path)
    assert got == case.forged, told


if CAN_CHOOSE:

    @pytest.mark.parametrize(
        ("version", "case"), _each("clean-room", DISHONEST), indirect=["version"], scope="module"
    )
    def test_forgery_in_the_clean_room_takes_nothing(
        version: AssignmentVersion, case: Case, tmp_path: Path
    ) -> None:
        """Where the checks run on values, elsewhere, it gets what its answers deserve."""
        got, told = marks(version, case, tmp_path)
        assert got == case.fair, told

    @pytest.mark.parametrize(
        ("version", "case"), _each("clean-room", HONEST), indirect=["version"], scope="module"
    )
    def test_odd_right_answer_in_the_clean_room_keeps_its_marks(
        version: AssignmentVersion, case: Case, tmp_path: Path
    ) -> None:
        """A right answer that looks odd is a right answer."""
        got, told = marks(version, case, tmp_path)
        assert got == dict(case.keeps), told


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """What `nbgrader autograde` gives: case → item → marks. Each case is a learner."""
    if os.geteuid() != 0 and shutil.which("unshare") is None:
        pytest.skip("needs unshare (util-linux): stock nbgrader confines nothing")
    course = tmp_path_factory.mktemp("stock")
    for assignment in sorted({case.assignment for case in STOCK}):
        shutil.copytree(ASSIGNMENTS / assignment, course / "source" / assignment)
        _nbgrader(course, "generate_assignment", assignment)
        for case in STOCK:
            if case.assignment == assignment:
                hand_in(case, course / "submitted" / _learner(case) / assignment)
        _nbgrader(course, "autograde", assignment)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {case.name: _stock_marks(gradebook, case) for case in STOCK}


@pytest.mark.parametrize("case", STOCK, ids=lambda case: case.name)
def test_forgery_in_stock_nbgrader_takes_its_marks(
    case: Case, stock: dict[str, dict[str, float]]
) -> None:
    """`nbgrader autograde` as it is installed gives the marks away."""
    assert stock[case.name] == case.forged


def _learner(case: Case) -> str:
    return case.name.replace("/", "-")


def _nbgrader(course: Path, command: str, assignment: str) -> None:
    """Run one of nbgrader's commands, with everything that the learners' code starts."""
    separate = _SEPARATE if os.geteuid() == 0 else (*_SEPARATE, "--map-root-user")
    done = subprocess.run(
        [*separate, sys.executable, "-m", "nbgrader", command, assignment],
        cwd=course,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    # autograde ends with 1 where it gave up on a learner; what counts is in the gradebook
    assert done.returncode in (0, 1), done.stderr


def _environment() -> dict[str, str]:
    """Return ours, in which nbgrader finds the command ``alembic`` and a user's name."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return os.environ | {"USER": "instructor", "PATH": programs, "PYTHONWARNINGS": "ignore"}


def _stock_marks(gradebook: Gradebook, case: Case) -> dict[str, float]:
    handed_in = gradebook.find_submission(case.assignment, _learner(case))
    grades = {grade.name: grade for notebook in handed_in.notebooks for grade in notebook.grades}
    return {name: grades[name].score for name in case.forged}


def test_cases_are_complete() -> None:
    """At least sixty forgeries over every class, and odd right answers; all about real items."""
    assert {case.kind for case in CASES} == set(CLASSES)
    assert len(DISHONEST) >= 60
    assert len(HONEST) >= 8
    for case in CASES:
        cells = {cell["id"]: cell["metadata"] for cell in read_source(case.assignment)["cells"]}
        assert set(case.controls) <= set(CONTROLS), case.name
        assert case.controls, case.name
        assert bool(case.takes) == (case.kind != "honest"), case.name
        for item, marks in case.forged.items():
            assert 0 < marks <= cells[item]["nbgrader"]["points"], case.name


def test_what_is_handed_in_holds_no_hidden_test(tmp_path: Path) -> None:
    """A learner has never seen a hidden test: none is in a submission, and each source has some."""
    for number, case in enumerate(CASES):
        handed_in = hand_in(case, tmp_path / str(number)).files[f"{case.assignment}.ipynb"]
        assert "HIDDEN TESTS" not in handed_in.read_text(encoding="utf-8"), case.name
        assert "BEGIN HIDDEN TESTS" in json.dumps(read_source(case.assignment)), case.name
