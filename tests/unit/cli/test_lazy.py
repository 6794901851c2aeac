"""The command line starts without the libraries of commands that nobody asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer import Context
from typer.core import TyperGroup
from typer.main import get_group
from typer.testing import CliRunner

from terakoya.cli.main import Commands, app
from terakoya.language import use_language
from terakoya.workspace import Workspace

HEAVY = ("nbgrader", "nbconvert", "fastapi", "IPython", "pandas", "matplotlib")
PROGRAM = f"""
import sys
from terakoya.cli import main
try:
    main()
except SystemExit:
    pass
print("heavy:", *(name for name in {HEAVY} if name in sys.modules))
"""


def heavy_modules(workspace: Workspace, *words: str) -> list[str]:
    """Run the command in a fresh interpreter; return the heavy modules that it loaded."""
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(
        command, cwd=workspace.root, capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "--version",
        "nosuch",
        "cohort list",
        "collect nosuch",
        "grade",
        "grade nosuch",
        "check --help",
        "export grades nosuch",
    ],
)
def test_light_command_loads_nothing_heavy(workspace: Workspace, line: str) -> None:
    """Help, the version, wrong usage and lists of people need no notebook and no web server."""
    assert heavy_modules(workspace, *line.split()) == []


def test_heavy_command_loads_what_it_needs(workspace: Workspace) -> None:
    """The control: a command that makes releases loads nbgrader, and that is seen."""
    assert "nbgrader" in heavy_modules(workspace, "release", "tiny")


def test_help_lists_every_command_with_its_text() -> None:
    """The list is made of the texts alone and leaves none out."""
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    for name, text in Commands.texts.items():
        assert any(name in line and text in line for line in shown.splitlines())


def test_misspelt_command_is_answered_with_the_nearest() -> None:
    """The names are known without their modules."""
    with use_language("en"):
        done = CliRunner().invoke(app, ["grad"])
    assert done.exit_code == 2
    assert "There is no command grad. Did you mean grade?" in done.output


def test_groups_are_named_with_all_their_commands() -> None:
    """What is said of a command without its group is known without any module."""
    group = get_group(app)
    below = {name: group.get_command(Context(group), name) for name in Commands.texts}
    real = {
        name: tuple(command.list_commands(Context(command)))
        for name, command in below.items()
        if isinstance(command, TyperGroup)
    }
    assert real == Commands.groups
