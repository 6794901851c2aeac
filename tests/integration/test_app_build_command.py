"""The command that makes a face, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from terakoya.cli.build import build
from terakoya.errors import UsageError

REPOSITORY = Path(__file__).parents[2]
ASSIGNMENT = "population-ageing"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A command line inside the project's own workspace."""
    monkeypatch.chdir(REPOSITORY)
    return CliRunner()


def _app() -> Typer:
    app = Typer()
    app.command()(build)
    return app


def test_build_makes_the_app_of_the_real_lab(runner: CliRunner, tmp_path: Path) -> None:
    """The population lab's app is made; it holds no check and no other tool's marks."""
    result = runner.invoke(_app(), [ASSIGNMENT, "--face", "app", "--to", str(tmp_path)])
    assert result.exit_code == 0
    text = (tmp_path / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    for word in ("assert", "HIDDEN TESTS", "BEGIN SOLUTION", '"nbgrader"', "melt（メルト）"):
        assert word not in text
    assert str(tmp_path / ASSIGNMENT) in result.stdout.replace("\n", "")


def test_build_of_an_unknown_face_lists_what_there_is(runner: CliRunner, tmp_path: Path) -> None:
    """A wrong name gets the right ones."""
    result = runner.invoke(_app(), [ASSIGNMENT, "--face", "poster", "--to", str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "poster" in result.exception.sentence
    assert "app" in result.exception.remedy
