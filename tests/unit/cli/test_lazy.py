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
from terakoya.workspace import make_workspace
from tests.made import write_small_course

HEAVY = ("nbgrader", "nbconvert", "fastapi", "IPython", "pandas", "matplotlib")
HEAVY += ("structlog", "prometheus_client", "pydantic_settings", "openpyxl")
# One interpreter that has imported the command, and a fork of it for each line.
PROGRAM = f"""
import os, sys
from terakoya.cli import main
for line in sys.stdin.read().splitlines():
    if (child := os.fork()) == 0:
        sys.argv = ["terakoya", *line.split()]
        try:
            main()
        except SystemExit:
            pass
        print("heavy:", *(name for name in {HEAVY} if name in sys.modules), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""
LIGHT = (
    "--help",
    "--version",
    "nosuch",
    "cohort list",
    "collect nosuch",
    "grade",
    "grade nosuch",
    "check --help",
    "export grades nosuch",
)
NEEDS_NBGRADER = "release tiny"


@pytest.fixture(scope="module")
def heavy_modules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The heavy modules that each line loads."""
    workspace = make_workspace(tmp_path_factory.mktemp("lazy") / "workspace")
    write_small_course(workspace)
    lines = (*LIGHT, NEEDS_NBGRADER)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=workspace.root,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    told = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("heavy:")]
    return dict(zip(lines, told, strict=True))


@pytest.mark.parametrize("line", LIGHT)
def test_light_command_loads_nothing_heavy(heavy_modules: dict[str, list[str]], line: str) -> None:
    """Help, the version, wrong usage and lists of people need no notebook and no web server."""
    assert heavy_modules[line] == []


def test_heavy_command_loads_what_it_needs(heavy_modules: dict[str, list[str]]) -> None:
    """The control: a command that makes releases loads nbgrader, and that is seen."""
    assert "nbgrader" in heavy_modules[NEEDS_NBGRADER]


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
