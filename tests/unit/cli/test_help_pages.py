"""Promises of `--help`: nothing is cut off at 80 columns, and Japanese has no English rest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from importlib import import_module

import pytest
from typer.main import get_group

PROGRAM = """
import contextlib, io, sys
from terakoya.cli import main
for words in sys.argv[1].split(","):
    sys.argv = ["terakoya", *words.split(), "--help"]
    with contextlib.suppress(SystemExit):
        main()
"""
_NOT_WORDS = re.compile(
    r"--?[a-z][\w-]*"  # options
    r"|<[\w|.-]+>"  # what may be chosen
    r"|\bterakoya( [a-z]+)*"  # commands
    r"|[a-z-]+(, [a-z-]+)+,?"  # a list of what may be typed
    r"|[\w*./-]*[/.][\w./-]*"  # files and folders
    r"|\b(Ctrl|JupyterLab|JSON|Terakoya|Excel|Voila|Canvas|Moodle|Chromium|Panel|nbgrader|otter)\b"
)


def _commands() -> list[str]:
    """Every command and every command of a group, as typed."""
    group = get_group(import_module("terakoya.cli.main").app)
    names = [""]
    for name, command in group.commands.items():
        names.append(name)
        names += [f"{name} {inner}" for inner in getattr(command, "commands", {})]
    return names


@cache
def _help(language: str) -> str:
    """Return the help of every command, at 80 columns."""
    environment = os.environ | {"TERAKOYA_LANG": language, "COLUMNS": "80", "TERMINAL_WIDTH": "80"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(_commands())],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_is_never_cut_off(language: str) -> None:
    """The warning behind `grade --sandbox` is whole, as is every other text."""
    said = _help(language)
    assert said.count("╭") > len(_commands())
    cut = [line for line in said.splitlines() if re.search(r"\w…", line)]
    assert cut == []


def _english(text: str) -> list[str]:
    """Return every line with two English words in a row, beside what is typed as it stands."""
    found = []
    for line in text.splitlines():
        rest = _NOT_WORDS.sub("、", line.strip("│╭╰─ "))
        if re.search(
            r"[A-Za-z]{2,},? [A-Za-z]{2,}|\b(Usage|default|required|bool|str|int)\b", rest
        ):
            found.append(line)
    return found


def test_japanese_help_has_no_english_rest() -> None:
    """Neither Typer's words nor ours are left in English, on the page of any command."""
    assert _english(_help("ja")) == []
    assert _help("ja").count("使い方：") == len(_commands())


def test_english_rest_is_found() -> None:
    """Control: the English pages have such lines, and Typer's among them."""
    found = _english(_help("en"))
    assert len(found) > 3 * len(_commands())
    assert sum("Show this message" in line for line in found) > len(_commands()) / 2
    assert _english(" Usage: terakoya [OPTIONS]") and _english("│ --x  <int>  [default: 3]  │")
