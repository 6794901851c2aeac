"""Rosters as personnel sections export them, and everything that can be wrong with one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import terakoya.errors
from terakoya.delivery import read_roster
from terakoya.delivery.roster import COLUMNS
from terakoya.errors import RosterError, TerakoyaError, UsageError

CASES = Path(__file__).parents[2] / "golden" / "rosters"


def _roster(case: str) -> tuple[Path, dict[str, Any]]:
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))
    return next((CASES / case).glob("roster.*")), expected


@pytest.mark.parametrize("case", sorted(folder.name for folder in CASES.iterdir()))
def test_roster_golden(case: str) -> None:
    """Every roster of tests/golden/rosters gives its learners, or exactly its complaints."""
    path, expected = _roster(case)
    if "learners" in expected:
        assert [dataclasses.asdict(learner) for learner in read_roster(path)] == expected[
            "learners"
        ]
        return
    kind: type[TerakoyaError] = getattr(terakoya.errors, expected["error"])
    with pytest.raises(kind) as caught:
        read_roster(path)
    assert type(caught.value) is kind
    for part in expected["says"]:
        assert part in str(caught.value)
    if "problems" in expected:
        problems = caught.value.problems  # type: ignore[attr-defined]
        starts = expected["problems"]
        assert [problem[: len(start)] for problem, start in zip(problems, starts, strict=True)] == (
            starts
        )


def test_roster_missing_file(tmp_path: Path) -> None:
    """A file that is not there is a wrong use, said in one line."""
    with pytest.raises(UsageError, match="no such file"):
        read_roster(tmp_path / "none.csv")


def test_roster_folder(tmp_path: Path) -> None:
    """A folder is not a roster."""
    with pytest.raises(UsageError, match="a folder, not a file"):
        read_roster(tmp_path)


def test_roster_error_names_each_bad_row_once_in_order() -> None:
    """The count in the first line is of rows, not of complaints."""
    path, _expected = _roster("bad-rows")
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    assert "rows to correct: 12." in str(caught.value).splitlines()[0]


def test_roster_keeps_name_as_typed(tmp_path: Path) -> None:
    """Variants of kanji, full-width letters and inner spaces of a name are the person's own."""
    path = tmp_path / "roster.csv"
    row = "1,髙﨑　Ａ①,1,課,職,general,a@city.example.jp"
    path.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    assert read_roster(path)[0].name == "髙﨑　Ａ①"


def test_number_that_is_no_staff_number_has_not_lost_zeros(tmp_path: Path) -> None:
    """What is wrong otherwise is said once, and does not make whole numbers look short."""
    book = Workbook()
    book.active.append(list(COLUMNS))
    for number in (10001, 10002.5, "no number yet"):
        address = f"s{len(str(number))}@city.example.jp"
        book.active.append([number, "山田", "1", "総務課", "主事", "一般職員", address])
    book.save(tmp_path / "roster.xlsx")
    with pytest.raises(RosterError) as caught:
        read_roster(tmp_path / "roster.xlsx")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "roster.xlsx, cell A3, 職員番号",
        "roster.xlsx, cell A4, 職員番号",
    ]
