"""The promises that the programs in benchmarks/ prove at length, proved at small size."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Status,
    Submission,
    WorkerError,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.notebooks.extra_files import MOST_EXTRA_BYTES
from terakoya_autograde.warm.fork_server import MOST_DEATHS, ForkServer

from tests.stock_programs import stock_environment
from tests.unit.docs.pages import ROOT, code_in_first_cells, read_page, section

BENCHMARKS = ROOT / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from mutations import mutate  # noqa: E402
from same_scores import EXPLAINED, compare, grade_both  # noqa: E402
from small import POINTS, RIGHT, WRONG, answered, write_source  # noqa: E402
from written import differences, read_files  # noqa: E402

pytestmark = pytest.mark.usefixtures("started_parents")

PROGRAMS = (
    "faults",
    "first_commands",
    "gate",
    "hangs",
    "leaks",
    "libraries",
    "many_assignments",
    "mutants",
    "same_marks",
    "same_scores",
    "seeds",
    "verdicts",
    "visits",
)
LAB = "counter-waiting"
_LIMITS = Limits(cell_seconds=3, notebook_seconds=15, memory_mb=700)


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the programs."""
    command = [sys.executable, str(BENCHMARKS / f"{program}.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=800)


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_says_what_it_does(
    program: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each has a help text, and is described in benchmarks/README.md."""
    monkeypatch.setattr(sys, "argv", [f"{program}.py", "--help"])
    with pytest.raises(SystemExit) as ended:
        import_module(program).main()
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 300
    assert f"`{program}.py`" in read_page("benchmarks/README.md")


def test_library_is_graded_as_its_row_says() -> None:
    """One library of our own environment: full marks, warm, protected."""
    done = run("libraries", f"--environment={sys.executable}", "--only=jpholiday")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("| warm | yes | protected |\n")


def test_many_assignments_cost_a_visitor_nothing() -> None:
    """An app's file among forty assignments, and the first page with some of them broken."""
    done = run("many_assignments", "--assignments=40", "--times=100")
    assert done.returncode == 0, done.stdout + done.stderr


def test_known_verdicts_are_those_that_checks_give() -> None:
    """A course in which a check leaves a setting to the next one."""
    done = run("verdicts", "--courses=1", "--seed=2")
    assert done.returncode == 0, done.stdout + done.stderr


def test_visits_that_go_wrong_leave_nothing() -> None:
    """A few of every manner, and a calm visitor beside them."""
    done = run("visits", "--visits=80", "--warming=40", "--seed=5")
    assert done.returncode == 0, done.stdout + done.stderr


def test_killed_grading_ends_as_an_undisturbed_one() -> None:
    """A few kills of every kind: the same rows and files, nothing left."""
    done = run("faults", "--times=4", "--submissions=2", "--seed=7", "--longest=2")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("nothing lost, nothing twice, nothing left\n")


def test_killed_cohort_ends_as_an_undisturbed_one() -> None:
    """The same for `terakoya grade`."""
    done = run("faults", "--cohort", "--times=2", "--submissions=2", "--seed=8", "--longest=2")
    assert done.returncode == 0, done.stdout


def test_faults_notices_what_is_left(tmp_path: Path) -> None:
    """Control: a folder in the temporary directory, or a row more, is a difference."""
    for side in ("ours", "theirs"):
        (tmp_path / side).mkdir()
    (tmp_path / "ours" / ".ps1.new").mkdir()
    found = differences("tree", *(read_files(tmp_path / side) for side in ("ours", "theirs")))
    assert list(found) == ["tree .ps1.new: only here"]
    twice = differences("rows", {"grade": ["a", "a"]}, {"grade": ["a"]})
    assert list(twice) == ["rows grade: 1 × only here: a"]


def test_two_first_commands_in_new_workspaces() -> None:
    """Both succeed, and the workspace opens."""
    done = run("first_commands", "--rounds=3")
    assert done.returncode == 0, done.stdout
    assert "0 failed, 0 workspaces do not open" in done.stdout


def test_many_at_once_do_not_hang() -> None:
    """Eight at a time: each ends, with the right score."""
    done = run("hangs", "--count=24")
    assert done.returncode == 0, done.stdout
    assert "24 right" in done.stdout


def test_warm_parent_killed_while_it_starts_is_started_again() -> None:
    """A kill at the very beginning costs no submission."""
    fork_server = ForkServer((), {}, sandbox=False)
    try:
        os.kill(fork_server._process.pid, signal.SIGKILL)
        child = fork_server.fork({}, 0, Limits())
        assert not child.is_dead()
        child.end()
    finally:
        fork_server.close()


def test_request_that_is_too_large_costs_no_warm_parent() -> None:
    """Whoever asks too much hears it, as often as it happens; the next one gets a child."""
    fork_server = ForkServer((), {}, sandbox=False)
    try:
        for _ in range(MOST_DEATHS + 1):
            with pytest.raises(WorkerError, match="too large"):
                fork_server.fork({"big": bytes(30 * 2**20)}, 0, Limits())
        fork_server.fork({}, 0, Limits()).end()
        assert fork_server._deaths == 0
    finally:
        fork_server.close()


def test_odd_files_beside_the_notebook_end_in_a_result(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """A file that has no place, no name or too many bytes costs no other submission anything."""
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps(answered(RIGHT)), encoding="utf-8")
    (tmp_path / "big").write_bytes(bytes(MOST_EXTRA_BYTES + 1))

    def status(name: str, file: Path = path) -> Status:
        files = {"small.ipynb": path, name: file}
        return grade_submission(version, Submission(files, "0"), _LIMITS).status

    assert status("notes.txt") is Status.OK
    assert status("folder", tmp_path) is Status.OK
    assert status("big", tmp_path / "big") is Status.REFUSED
    assert status("../../notes.txt") is Status.REFUSED
    assert status("notes.txt") is Status.OK


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """The small assignment, ready to grade."""
    with ExitStack() as stack:
        source = write_source(tmp_path_factory.mktemp("small"))
        yield stack.enter_context(prepare_assignment(source))


def grade(version: AssignmentVersion, body: bytes, folder: Path) -> dict[str, float]:
    """Grade a notebook file; return item → score."""
    path = folder / "small.ipynb"
    path.write_bytes(body)
    result = grade_submission(version, Submission({"small.ipynb": path}, "0"), _LIMITS)
    for text in result.notebooks.values():
        text.encode()
    return {entry.item.id: entry.score for entry in result.items}


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32), right=st.booleans())
def test_mutant_ends_in_a_result(
    version: AssignmentVersion, tmp_path_factory: pytest.TempPathFactory, seed: int, right: bool
) -> None:
    """Whatever is done to a notebook: a result, no more points than there are, none for nothing."""
    chance = random.Random(seed)  # noqa: S311
    body, _done = mutate(chance, answered(RIGHT if right else WRONG))
    scores = grade(version, body, tmp_path_factory.mktemp("mutant"))
    assert scores.keys() == POINTS.keys()
    for item, points in POINTS.items():
        assert 0 <= scores[item] <= (points or 0)
        assert right or not scores[item]


def test_mutants_control(version: AssignmentVersion, tmp_path: Path) -> None:
    """Control: the right answers as they are get every point that no person gives."""
    scored = partial(grade, version, folder=tmp_path)
    assert scored(json.dumps(answered(RIGHT)).encode()) == {
        name: float(points or 0) for name, points in POINTS.items()
    }


def test_scores_rows_and_files_equal_nbgraders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lab's reference, blank and broken submissions: not one row or file differs."""
    monkeypatch.setenv("PYTHONPATH", stock_environment()["PYTHONPATH"])
    without = frozenset({"never-ends", "prints-without-end", "dies"})
    sides = grade_both(LAB, 4, 60, tmp_path, without)
    assert dict(compare(LAB, sides)) == {}


def test_every_known_difference_is_documented() -> None:
    """The reasons that same_scores gives stand in the engine's table of differences."""
    table = section(read_page("docs/explanation/engine.md"), "Differences to nbgrader")
    situations = [row.split("|")[1].strip() for row in table.splitlines() if row.startswith("|")]
    assert set(EXPLAINED.values()) <= set(situations)
    assert code_in_first_cells(table)
