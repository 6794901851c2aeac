"""Promises of what commands say: names are no markup, and what is there to copy stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli.console import say, show_progress, warn
from terakoya.cli.main import app

NAME = "[/b][red]a:smile:"
"""A file may be called so; Rich would stop at it, colour it and draw a face."""


@pytest.mark.parametrize("speak", [say, warn])
def test_sentence_stays_as_it_is(speak: object, capsys: pytest.CaptureFixture[str]) -> None:
    """No mark is read, and no line is broken, however narrow the terminal is."""
    sentence = f"{NAME} " + "terakoya cohort enrol 2027-spring ROSTER " * 9
    assert callable(speak)
    speak(sentence)
    assert "".join(capsys.readouterr()) == sentence + "\n"


def test_progress_names_a_file_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Learners name the files that are counted."""
    with show_progress("Collecting", 1) as progress:
        progress.advance(NAME)
    assert capsys.readouterr().err == f"Collecting 1/1 {NAME}\n"


def test_folder_of_any_name_becomes_a_workspace(tmp_path: Path) -> None:
    """The folder's name is said as it is, and the command goes to its end."""
    folder = tmp_path / NAME.replace("/", "") / "[" / "b]"
    done = CliRunner().invoke(app, ["init", "--no-labs", str(folder)])
    assert done.exit_code == 0
    assert f"Workspace: {folder}" in done.output.splitlines()
