"""`terakoya export grades`: what fits the screen, and all of it in files."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.delivery import create_cohort, enrol_roster
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import database_url, open_database
from terakoya.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DETAILS = {"Department code", "Department", "Tier", "Due at", "Late"}
COLUMNS = {"Staff number", "Name", "Assignment", "Status", "Score", "Full score", "Handed in at"}


@pytest.fixture(autouse=True)
def cohort(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cohort of one who has handed in nothing; the current folder is the workspace."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    database = open_database(database_url(workspace.var))
    made = Cohort("autumn", "small", "秋")
    create_cohort(database, workspace, made, NOW)
    learner = Learner("0001", "髙橋 凛", "010100", "総務課", "主事", Tier.GENERAL, "a@x.example")
    enrol_roster(database, made, [learner], NOW)
    database.close()


def run(*words: str) -> str:
    """Run the export and return what it prints, on a screen of 80 columns."""
    done = CliRunner().invoke(app, ["export", "grades", "autumn", *words], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    return done.output


def test_grades_on_the_screen_fit() -> None:
    """On eighty columns name and assignment stand in one line; department and tier are left out."""
    shown = run()
    (row,) = (line for line in shown.splitlines() if "0001" in line)
    assert {"髙橋 凛", "tiny"} <= {cell.strip() for cell in row.split("│")}
    assert len(row.split("│")) == len(COLUMNS) + 2
    assert "総務課" not in shown


def test_grades_as_json_are_whole() -> None:
    """A program gets every column."""
    (row,) = json.loads(run("--json"))
    assert set(row) == COLUMNS | DETAILS


def test_grades_in_a_file_are_whole(tmp_path: Path) -> None:
    """A file has every column."""
    run("--to", str(tmp_path / "grades.csv"), "--as", "csv-utf8")
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert set(row) == COLUMNS | DETAILS
    assert row["Department"] == "総務課"


def test_one_row_is_told_in_good_english(tmp_path: Path) -> None:
    """Sentences with a number need no plural: a cohort may have one learner."""
    file = tmp_path / "grades.xlsx"
    assert run("--to", str(file)) == f"Rows: 1, in {file}\n"
