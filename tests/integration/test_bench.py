"""`terakoya bench grade` on a small assignment: the report is complete, and honest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from terakoya_bench import grade_command as command
from terakoya_bench.grade_bench import Bench, run_bench

from terakoya.cli.console import show_progress
from terakoya.demo.made_submissions import make_submissions
from terakoya.errors import GradingError, UsageError
from terakoya.language import use_language
from terakoya.workspace import Workspace, make_workspace
from tests.made import write_small_course
from tests.stock_programs import stock_environment

SUBMISSIONS = 3


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose assignment `tiny` has one right and one wrong answer."""
    workspace = make_workspace(tmp_path_factory.mktemp("bench") / "workspace")
    write_small_course(workspace)
    answers = workspace.source("tiny") / "answers"
    for kind, text in {
        "right": "# adds it to itself\ndef double(x):\n    return x + x\n",
        "wrong": "# squares it\n# loses: double-check\ndef double(x):\n    return x * x\n",
    }.items():
        path = answers / kind / "double" / "one.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return workspace


def run(workspace: Workspace, **options: Any) -> dict[str, Any]:
    """Run a benchmark and return its report as a reader of the file would get it."""
    bench = Bench(assignment="tiny", submissions=SUBMISSIONS, workers=1, **options)

    def step(title: str, total: int) -> Any:
        return show_progress(title, total, quiet=True)

    report = run_bench(bench, workspace, make_submissions, datetime.now(UTC), step)
    found: dict[str, Any] = json.loads(json.dumps(report))
    return found


@pytest.fixture(scope="module")
def report(lab: Workspace) -> dict[str, Any]:
    """Everyone's figures; nbgrader grades two of the three, and there is no otter."""
    # made once, before any test chooses its language
    with use_language("en"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", stock_environment()["PYTHONPATH"])
        return run(lab, sample=2, otter="no-such-otter", growth=(2, 3))


@pytest.mark.parametrize("name", ["nbgrader", "engine", "in-kernel", "course", "floor"])
def test_bench_contender(report: dict[str, Any], name: str) -> None:
    """Each has its commands, its raw figures and its scores."""
    entry = report["contenders"][name]
    assert entry["state"] == "measured", entry
    assert entry["commands"]
    assert all(cost["wall"] > 0 < cost["cpu"] for cost in entry["seconds"].values())
    assert len(entry["scores"]) == entry["graded"]
    assert set(report["ratios"]) == {"nbgrader", "engine", "in-kernel", "course", "floor"}


def test_bench_sample(report: dict[str, Any]) -> None:
    """A sample is said to be one, and scaled for each submission."""
    stock = report["contenders"]["nbgrader"]
    seconds = stock["seconds"]
    assert (stock["graded"], stock["submissions"], stock["scaled"]) == (2, SUBMISSIONS, True)
    expected = seconds["startup"]["wall"] + seconds["grading_as_measured"]["wall"] * 1.5
    assert seconds["total"]["wall"] == pytest.approx(expected, abs=0.01)


def test_bench_scores(report: dict[str, Any]) -> None:
    """All agree, the wrong answer loses its points, and nobody gets a result for nothing."""
    scores = report["scores"]
    assert scores["compared_with"] == "nbgrader"
    for row in scores["contenders"].values():
        assert row["differences"] == []
        assert row["without_a_result"] == 0
    wrong = report["contenders"]["engine"]["scores"]["s00002"]
    assert wrong == {"tiny/double-check": 0.0, "tiny/total-check": 1.0}


def test_bench_absent(report: dict[str, Any]) -> None:
    """A grader that is not installed is reported as absent, with what to do, and has no ratios."""
    otter = report["contenders"]["otter"]
    assert otter["state"] == "absent"
    assert "--otter" in otter["remedy"]
    assert all("speed_over_otter" not in row for row in report["ratios"].values())


def test_bench_machine_and_extras(report: dict[str, Any]) -> None:
    """The machine, a child's memory beside a cold kernel's, and the growth are there."""
    assert report["machine"]["cores"] >= 1
    assert report["machine"]["versions"]["nbgrader"]
    assert report["memory"]["engine"]["adds"] > 0
    assert report["memory"]["cold_kernel"]["adds"] > 0
    assert [size["submissions"] for size in report["growth"]["sizes"]] == [2, 3]


def test_bench_failing_contender(lab: Workspace, tmp_path: Path) -> None:
    """A grader that fails is reported as failed, and is an error of the command."""
    broken = tmp_path / "otter"
    broken.write_text("#!/bin/sh\necho broken for a test\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    failed = run(lab, only=("otter", "floor"), otter=str(broken), memory=False)
    assert failed["contenders"]["otter"]["state"] == "failed"
    assert "broken for a test" in failed["contenders"]["otter"]["reason"]
    assert failed["contenders"]["floor"]["state"] == "measured"
    with pytest.raises(GradingError, match="broken for a test"):
        command._complain(failed)


def test_bench_command_prints(report: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """The table names who was measured, and says why another was not."""
    command._print(report)
    printed = " ".join(capsys.readouterr().out.split())  # the table folds its lines
    assert "floor" in printed
    assert "There is no program no-such-otter" in printed
    assert "only 2 of 3 were graded" in printed


@pytest.mark.parametrize("text", ["100", "1,2", "a,b"])
def test_bench_growth_option_refused(text: str) -> None:
    """Sizes that are none are refused with an example."""
    with pytest.raises(UsageError, match="100,2000"):
        command._read_sizes(text)


def test_bench_only_option_refused() -> None:
    """A grader that does not exist is refused with those that do."""
    with pytest.raises(UsageError, match="nbgrader, otter"):
        command.grade(only="nbgrade")
