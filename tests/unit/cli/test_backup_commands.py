"""Backups on the command line: noted where they went, put back where somebody agrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde.storage import hold_alone
from typer.testing import CliRunner

from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.errors import BackupError, GradingError, TerakoyaError, UsageError
from terakoya.language import use_language
from terakoya.model import EventKind
from terakoya.records import database_url, list_events, open_database
from terakoya.workspace import Workspace, make_workspace
from tests.made import write_small_course


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace in which commands are typed, in English."""
    made = make_workspace(tmp_path / "city")
    write_small_course(made)
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("TERAKOYA_DATABASE_URL", raising=False)
    monkeypatch.setattr(console, "_width", 200)
    with use_language("en"):
        yield made


def command(*words: str) -> Any:
    """Run a command and return what it prints; JSON is read."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, TerakoyaError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if "--json" in words else done.output


def noted(city: Workspace) -> list[tuple[EventKind, str]]:
    """Return what the records tell of backups: what happened, and of which file."""
    kinds = {EventKind.BACKUP_MADE, EventKind.BACKUP_FAILED}
    with closing(open_database(database_url(city.var))) as database, database.reading() as session:
        return [
            (event.kind, event.data["file"]) for _stamp, event in list_events(session, kinds=kinds)
        ]


def test_backup_and_failure_are_noted(city: Workspace, tmp_path: Path) -> None:
    """With where it is; the administrator's page tells of it."""
    file = tmp_path / "kept.zip"
    command("backup", "--to", str(file))
    with pytest.raises(BackupError, match="something of this name"):
        command("backup", "--to", str(file))
    kinds = [EventKind.BACKUP_MADE, EventKind.BACKUP_FAILED]
    assert noted(city) == [(kind, str(file)) for kind in kinds]


def test_backup_that_may_not_wait_says_which_cohort(city: Workspace, tmp_path: Path) -> None:
    """Where a command grades and nobody wants to wait for it."""
    with (
        hold_alone(city.cohort("spring") / ".grading.lock"),
        pytest.raises(GradingError, match="spring"),
    ):
        command("backup", "--to", str(tmp_path / "kept.zip"), "--wait", "0")
    assert not (tmp_path / "kept.zip").exists()


def test_restore_asks_before_it_takes_a_place(city: Workspace, tmp_path: Path) -> None:
    """Without a yes nothing happens; with it, what was there is kept beside."""
    file = str(tmp_path / "kept.zip")
    command("backup", "--to", file)
    (city.root / "notes.txt").write_text("of today")
    with pytest.raises(UsageError, match=r"is not empty.*--yes"):
        command("restore", file, str(city.root))
    assert (city.root / "notes.txt").exists()
    command("restore", file, str(city.root), "--yes", "--json")
    assert not (city.root / "notes.txt").exists()
    assert (city.root / "source" / "tiny" / "tiny.ipynb").is_file()
    (aside,) = tmp_path.glob("city-before-*")
    assert (aside / "notes.txt").read_text() == "of today"
