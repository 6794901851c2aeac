"""`terakoya demo` says at its beginning what it will do, and how long that takes."""

from __future__ import annotations

import inspect
import re
import shlex
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from terakoya.cli import demo, serve
from terakoya.cli.main import app
from terakoya.demo import demonstration

_TITLE = re.compile(r'(?:step|show_progress)\(\s*_\("([^"]+)"\)')


def test_demo_says_its_steps_and_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Each step that shows progress is named as it is there, in the order in which they come."""
    demo._say_what_comes(served=True)
    said = capsys.readouterr().err
    shown = _TITLE.findall(inspect.getsource(demonstration)) + _TITLE.findall(
        inspect.getsource(serve)
    )
    named = ["Releasing", "Grading", "Feedback", "Table", "Apps, handouts and slides", "Site"]
    assert {*shown, "Table", "Site"} == set(named)
    assert "  ".join(f"{number}. {name}" for number, name in enumerate(named, 1)) in said
    assert "3 to 15 minutes" in said


def test_demo_without_a_site_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not done is not announced."""
    demo._say_what_comes(served=False)
    assert "Site" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("called", "on_path", "expected"),
    [
        (".venv/bin/terakoya", False, ".venv/bin/terakoya"),
        (".venv/bin/terakoya", True, "terakoya"),
        ("/usr/lib/python3/pytest", False, "terakoya"),
    ],
)
def test_office_is_named_by_what_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str, on_path: bool, expected: str
) -> None:
    """`make demo` runs a program that no terminal knows by its name: then its path is said."""
    program = tmp_path / ".venv" / "bin" / "terakoya"
    program.parent.mkdir(parents=True)
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setenv("PATH", str(program.parent) if on_path else str(tmp_path / "empty"))
    assert demo.own_name() == expected


@pytest.mark.parametrize(("taken", "port"), [(8000, 8001), (9000, 8000), (None, 8000)])
def test_office_can_be_started_beside_the_site(
    capsys: pytest.CaptureFixture[str], taken: int | None, port: int
) -> None:
    """What is said is a call of the command as it is, and its port is not the site's."""
    demo._say_office(taken)
    words = shlex.split(capsys.readouterr().out.partition(": ")[2])
    assert words[1:3] == ["serve", "--demo"]
    group = get_command(app)
    command = group.get_command(typer.Context(group), "serve")  # type: ignore[attr-defined]
    told = command.make_context("serve", words[2:]).params
    assert (told["demo"], told["port"], told["alone"]) == (True, port, False)


def test_make_demo_and_make_office_run_what_is_told() -> None:
    """From a clone, without anything on the path: the makefile's own lines."""
    text = (Path(__file__).parents[3] / "Makefile").read_text("utf-8")
    assert "\t$(BIN)/terakoya demo\n" in text
    assert "\t$(BIN)/terakoya serve --demo\n" in text
