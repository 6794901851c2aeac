"""Forgeries, each with a control: the same answer takes its marks where the defence is off."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

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
from tests.recorded import STOCK as RECORDED
from tests.recorded import Recorded
from tests.stock_programs import stock_environment

LIMITS = Limits(notebook_seconds=120, memory_mb=1024, output_kb=256)
CAN_CHOOSE = "checks" in inspect.signature(prepare_assignment).parameters
CASES = read_cases()
IN_KERNEL = [case for case in CASES if "in-kernel" in case.controls]
STOCK = [case for case in CASES if "nbgrader" in case.controls]
HONEST = [case for case in CASES if case.kind == "honest"]
DISHONEST = [case for case in CASES if case.kind != "honest"]
LIVE = "functions"  # the assignment that stock nbgrader grades each time
# Stock nbgrader runs learners' code with our rights: everything it starts has to end with it.
_SEPARATE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def _each(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


class Prepared:
    """The assignment that the cases are about, prepared once for those behind each other."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._key: tuple[str, str] | None = None
        self._version: AssignmentVersion

    def version(self, room: str, assignment: str) -> AssignmentVersion:
        """Return it; where the engine has a choice of rooms, with that one."""
        if self._key != (room, assignment):
            self.close()
            how = {"checks": room} if CAN_CHOOSE else {}
            made = prepare_assignment(ASSIGNMENTS / assignment, None, **how)
            self._version = self._open.enter_context(made)
            self._key = room, assignment
        return self._version

    def close(self) -> None:
        """End what is warm."""
        self._key = None
        self._open.close()


@pytest.fixture(scope="module")
def prepared() -> Iterator[Prepared]:
    """One assignment at a time: a parameter of the fixture would have pytest mix the rooms."""
    made = Prepared()
    yield made
    made.close()


def marks(version: AssignmentVersion, case: Case, folder: Path) -> tuple[dict[str, float], str]:
    """Grade a case; return the marks of the items that it is about, and what became of all."""
    limits = replace(LIMITS, cell_seconds=case.seconds)
    result = grade_submission(version, hand_in(case, folder), limits)
    told = [f"{entry.item.id}: {entry.status} {entry.message}" for entry in result.items]
    got = {entry.item.id: entry.score for entry in result.items if entry.item.id in case.forged}
    return got, "\n".join([result.status, *told])


@_each(IN_KERNEL)
def test_forgery_in_the_kernel_takes_its_marks(
    prepared: Prepared, case: Case, tmp_path: Path
) -> None:
    """Where the checks run in the learner's process, the forgery works: so it is one."""
    got, told = marks(prepared.version("in-kernel", case.assignment), case, tmp_path)
    assert got == case.forged, told


if CAN_CHOOSE:

    @_each(list(CASES))
    def test_answer_in_the_clean_room_gets_what_it_deserves(
        prepared: Prepared, case: Case, tmp_path: Path
    ) -> None:
        """Where checks run on values, elsewhere, a forgery takes nothing.

        An odd right answer keeps its marks.
        """
        got, told = marks(prepared.version("clean-room", case.assignment), case, tmp_path)
        assert got == case.fair, told


def ask_stock(folder: Path, assignment: str, known: Recorded) -> dict[str, dict[str, float]]:
    """What `nbgrader autograde` gives: case → item → marks. Each case is a learner."""
    cases = [case for case in STOCK if case.assignment == assignment]
    shutil.copytree(ASSIGNMENTS / assignment, folder / "source" / assignment)
    for case in cases:
        hand_in(case, folder / "submitted" / _learner(case) / assignment)

    def ask() -> dict[str, dict[str, float]]:
        if os.geteuid() != 0 and shutil.which("unshare") is None:
            pytest.skip("needs unshare (util-linux): stock nbgrader confines nothing")
        _nbgrader(folder, "generate_assignment", assignment)
        _nbgrader(folder, "autograde", assignment)
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
            return {case.name: _stock_marks(gradebook, case) for case in cases}

    files = sorted(path for path in folder.rglob("*") if path.is_file())
    question = [[str(path.relative_to(folder)), path.read_bytes().hex()] for path in files]
    return dict(known.of(question, ask))


@pytest.fixture(scope="module")
def stock(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, dict[str, float]]:
    """What stock nbgrader gives for every case, recorded."""
    path, anew = RECORDED / "forgeries.jsonl", request.config.getoption("--goldens")
    if anew:
        path.unlink(missing_ok=True)
    known, given = Recorded(path, writes=anew), {}
    for assignment in sorted({case.assignment for case in STOCK}):
        given |= ask_stock(tmp_path_factory.mktemp("stock"), assignment, known)
    return given


@pytest.mark.golden
@_each(STOCK)
def test_forgery_in_stock_nbgrader_takes_its_marks(
    case: Case, stock: dict[str, dict[str, float]]
) -> None:
    """`nbgrader autograde` as it is installed gives the marks away."""
    assert stock[case.name] == case.forged


def test_recorded_marks_are_those_that_stock_nbgrader_gives(
    stock: dict[str, dict[str, float]], tmp_path: Path
) -> None:
    """One assignment is asked for real, whatever is recorded."""
    asked = ask_stock(tmp_path, LIVE, Recorded())
    assert asked == {name: stock[name] for name in asked} != {}


def _learner(case: Case) -> str:
    return case.name.replace("/", "-")


def _nbgrader(course: Path, command: str, assignment: str) -> None:
    """Run one of nbgrader's commands, with everything that the learners' code starts."""
    separate = _SEPARATE if os.geteuid() == 0 else (*_SEPARATE, "--map-root-user")
    done = subprocess.run(
        [*separate, sys.executable, "-m", "nbgrader", command, assignment],
        cwd=course,
        env=stock_environment() | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    # autograde ends with 1 where it gave up on a learner; what counts is in the gradebook
    assert done.returncode in (0, 1), done.stderr


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
