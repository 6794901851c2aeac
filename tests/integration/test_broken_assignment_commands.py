"""Commands over several assignments, one of which is broken: the others are done all the same."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from terakoya.authoring import make_release
from terakoya.cli.main import app
from terakoya.delivery import create_cohort
from terakoya.grading import PAGE, CourseDirectory
from terakoya.model import Cohort
from terakoya.records import database_url, enrol, open_database
from terakoya.workspace import Workspace
from tests.made import COURSE, tiny_notebook, write_assignment
from tests.made_refresher import LEARNERS

NAMES = ("broken", "whole")


def run(*words: str) -> Result:
    """Run a command, in English, on a screen of any width."""
    return CliRunner().invoke(app, list(words), env={"TERAKOYA_LANG": "en", "COLUMNS": "300"})


@pytest.fixture
def place(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Two assignments in one course, released; the first one's manifest is broken in a moment."""
    for name in NAMES:
        write_assignment(workspace, name, tiny_notebook())
        make_release(workspace, workspace.read_assignment(name))
    folder = workspace.root / "courses" / "small"
    folder.mkdir(parents=True, exist_ok=True)
    text = COURSE.replace('["tiny"]', '["broken", "whole"]')
    (folder / "course.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(workspace.root)
    return workspace


def break_it(place: Workspace) -> None:
    """Break the first assignment's manifest."""
    (place.source("broken") / "assignment.toml").write_text("id = ", encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "done"),
    [
        (["check", "--only", "structure"], "whole: good"),
        (["release"], "release/whole: already fresh"),
        (["release", "--check"], "release/whole: fresh"),
    ],
)
def test_author_command_goes_on_with_the_others(
    place: Workspace, command: list[str], done: str
) -> None:
    """What is broken is said at the end, with the exit code of a failure."""
    break_it(place)
    result = run(*command)
    assert done in result.output
    assert "source/broken/assignment.toml: This is not valid TOML" in result.output
    assert result.exit_code == 1


def test_author_command_for_the_broken_one_does_nothing(place: Workspace) -> None:
    """Control: who names just that one is told only this."""
    break_it(place)
    result = run("release", "broken")
    assert result.exit_code != 0
    assert "release/" not in result.output


def test_feedback_goes_on_with_the_others(place: Workspace, tmp_path: Path) -> None:
    """Pages of a whole assignment are made; those of the broken one stay as they are."""
    now = datetime.now(UTC)
    database = open_database(database_url(place.var))
    create_cohort(database, place, Cohort("spring", "small", "春"), now)
    with database.session() as session:
        enrol(session, "spring", LEARNERS[:1], now)
    database.close()
    (learner, *_others) = LEARNERS
    for name in NAMES:
        folder = tmp_path / "inbox" / learner.id / name
        shutil.copytree(place.release(name), folder)
    for words in (
        ("collect", "spring", "--from", str(tmp_path / "inbox")),
        ("grade", "spring"),
        ("feedback", "spring"),
    ):
        assert run(*words).exit_code == 0
    pages = {
        name: CourseDirectory(place.cohort("spring")).feedback(learner.id, name) / PAGE
        for name in NAMES
    }
    for page in pages.values():
        assert "<main" in page.read_text(encoding="utf-8")  # control: both are made
        page.write_text("old", encoding="utf-8")
    break_it(place)
    result = run("feedback", "spring")
    assert result.exit_code == 1
    assert "source/broken/assignment.toml" in result.output
    table = run("export", "grades", "spring")
    assert table.exit_code == 0
    for text in ("broken", "whole", "source/broken/assignment.toml: This is not valid TOML"):
        assert text in table.output
    assert pages["broken"].read_text(encoding="utf-8") == "old"
    assert "<main" in pages["whole"].read_text(encoding="utf-8")
