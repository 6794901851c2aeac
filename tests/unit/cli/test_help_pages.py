"""Promises of `--help`: nothing is cut off at 80 columns, in both languages."""

from __future__ import annotations

import os
import subprocess
import sys
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


def _commands() -> list[str]:
    """Every command and every command of a group, as typed."""
    group = get_group(import_module("terakoya.cli.main").app)
    names = [""]
    for name, command in group.commands.items():
        names.append(name)
        names += [f"{name} {inner}" for inner in getattr(command, "commands", {})]
    return names


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_is_never_cut_off(language: str) -> None:
    """The warning behind `grade --sandbox` is whole, as is every other text."""
    environment = os.environ | {"TERAKOYA_LANG": language, "COLUMNS": "80", "TERMINAL_WIDTH": "80"}
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(_commands())],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.count("╭") > len(_commands())
    cut = [line for line in said.splitlines() if "…" in line]
    assert cut == []
