"""`terakoya cohort enrol --check`: what would be read and changed; nothing changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.language import use_language
from terakoya.workspace import make_workspace
from tests.made import write_small_course
from tests.roster_books import BOOKS, open_book

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `terakoya` in a workspace with a cohort, and return what it prints."""
    root = tmp_path / "workspace"
    write_small_course(make_workspace(root))
    monkeypatch.chdir(root)
    monkeypatch.setattr(console, "_width", 200)  # Rich reads COLUMNS once, when it is imported

    def run_here(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == 0, result.output
        return result.output

    run_here("cohort", "create", "spring", "--course", "small")
    return run_here


def _enrolled(run: Run) -> list[str]:
    people: list[dict[str, Any]] = json.loads(run("cohort", "show", "spring", "--json"))["learners"]
    return [person["id"] for person in people]


def test_preview_shows_rows_and_enrols_nobody(run: Run, tmp_path: Path) -> None:
    """The sheet, the lines, what was passed over, the rows as a table; nobody is enrolled."""
    BOOKS["xlsxwriter-filtered-rows"].make(path := tmp_path / "r.xlsx")
    said = run("cohort", "enrol", "spring", str(path), "--check")
    assert "Sheet “受講者名簿”, lines 2 to 4, learners: 2." in said
    assert "not read: 1 (lines 3)" in said
    assert "佐藤 花子" in said
    assert "New: 2. Changed: 0. As they are: 0." in said
    assert _enrolled(run) == []


def test_preview_says_who_is_new_and_who_changes(run: Run, tmp_path: Path) -> None:
    """Against what is enrolled already, by the headings that differ."""
    BOOKS["openpyxl-plain"].make(path := tmp_path / "r.xlsx")
    run("cohort", "enrol", "spring", str(path))

    def move(sheet: Any) -> None:
        sheet["D2"] = "税務課"
        sheet.append(("00104", "新 人", "1", "課", "主事", "一般職員", "s4@city.example.jp"))

    open_book(path, move)
    said = run("cohort", "enrol", "spring", str(path), "--check")
    assert "New: 1. Changed: 1. As they are: 2." in said
    (row,) = [line for line in said.splitlines() if "税務課" in line]
    assert "所属" in row
    told = json.loads(run("cohort", "enrol", "spring", str(path), "--check", "--json"))
    assert told["changes"] == {"new": 1, "changed": 1, "same": 2}
    assert (told["new"], told["updated"], told["lines"]) == (0, 0, [2, 5])
    assert _enrolled(run) == ["00101", "00102", "00103"]


def test_enrolment_says_what_was_not_read_in_japanese(run: Run, tmp_path: Path) -> None:
    """Also without --check, in the words of an office."""
    BOOKS["openpyxl-sheet-with-notes"].make(path := tmp_path / "r.xlsx")
    with use_language("ja"):
        said = run("cohort", "enrol", "spring", str(path))
    assert "シート「受講者名簿」の2〜4行目、3名。" in said
    assert "ほかのシート1枚は読んでいません（記入例）。" in said


def test_chosen_sheet_is_enrolled(run: Run, tmp_path: Path) -> None:
    """One sheet after the other, by its name."""
    BOOKS["openpyxl-two-sheets"].make(path := tmp_path / "r.xlsx")
    assert CliRunner().invoke(app, ["cohort", "enrol", "spring", str(path)]).exit_code != 0
    for sheet in ("第2班", "受講者名簿"):
        run("cohort", "enrol", "spring", str(path), "--sheet", sheet)
    assert _enrolled(run) == ["00101", "00102", "00103", "00201"]


def test_text_file_is_read_with_the_same_care(run: Run, tmp_path: Path) -> None:
    """Other words, lines in a cell, headings on each page and a total, in CSV as Excel saves it."""
    path = tmp_path / "r.csv"
    head = '"社員\n番号",氏　名,部署コード,所　属,職名/役職,階層,メールアドレス\n'
    rows = '00101,佐藤,0101,"総務部\n人事課",主事,一般職員,a@city.example.jp\n'
    more = "00102,髙橋,0101,総務課,主事,一般職員,b@city.example.jp\n計,2名,,,,,\n"
    path.write_bytes(("研修名簿,,,,,,\n" + head + rows + head + more).encode("cp932"))
    told = json.loads(run("cohort", "enrol", "spring", str(path), "--json"))
    assert (told["learners"], told["new"]) == (2, 2)
    assert [row["text"] for row in told["passed_over"]][1] == "計 2名"
    shown = json.loads(run("cohort", "show", "spring", "--json"))["learners"]
    assert [person["department"] for person in shown] == ["総務部 人事課", "総務課"]
