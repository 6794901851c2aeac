"""What the benchmarks' commands share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terakoya_bench import app_command, grade_command, report_options

from terakoya.errors import GradingError, UsageError
from terakoya.language import use_language

KNOWN = ("stock", "ours", "panel")


def test_contenders_are_read_with_their_spaces() -> None:
    """The order is the one that was given; spaces and empty places do not matter."""
    assert report_options.read_contenders(" ours, stock,,", KNOWN, "No {name}.") == (
        "ours",
        "stock",
    )


@pytest.mark.parametrize(("text", "named"), [("ours,theirs,mine", "theirs, mine"), (" , ", "–")])
def test_contender_that_is_not_known_is_named(text: str, named: str) -> None:
    """The sentence names the strangers, the option and those that there are."""
    with use_language("en"), pytest.raises(UsageError) as caught:
        report_options.read_contenders(text, KNOWN, "No {name}.")
    assert str(caught.value) == f"--only: No {named}. There are: stock, ours, panel."


def test_contenders_of_one_command_are_strangers_to_the_other() -> None:
    """Each command refuses what only the other one knows, before anything is measured."""
    with use_language("en"), pytest.raises(UsageError, match="There is no grader ours"):
        grade_command.grade(only="ours")
    with use_language("en"), pytest.raises(UsageError, match="There is no server otter"):
        app_command.bench_app(only="otter")


def test_report_is_written_and_printed_as_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and standard output hold the same JSON; the table is left out."""
    report, shown = {"分": 1.5}, list[object]()
    report_options.give_report(report, tmp_path / "r.json", json=True, show=shown.append)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == report
    assert json.loads(capsys.readouterr().out) == report
    assert shown == []


def test_report_is_shown_to_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json and without a file, the table is all there is."""
    shown = list[object]()
    report_options.give_report({"a": 1}, None, json=False, show=shown.append)
    assert shown == [{"a": 1}]
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_complaint_has_a_line_for_each_failure() -> None:
    """What failed ends the command; nothing failed is no error."""
    with pytest.raises(GradingError, match="a: x\nb: y"):
        report_options.complain(["a: x", "b: y"])
    report_options.complain([])
