"""A command that a server forks is the command that a shell starts."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from terakoya.workspace import Workspace
from tests.warm_commands import run_warm, run_warm_script, start_warm

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "cohort list"),
        ("en", "cohort show nosuch"),
        ("ja", "release --check"),
        ("en", "check tiny --only structure"),
        ("en", "nosuch"),
    ],
)
def test_warm_command_is_the_command(workspace: Workspace, line: str, language: str) -> None:
    """The same words on both streams, the same exit code."""
    environment = os.environ | {"TERAKOYA_LANG": language, "COLUMNS": "200"}
    warm = run_warm("terakoya", line.split(), workspace.root, environment)
    cold = subprocess.run(
        [str(BIN / "terakoya"), *line.split()],
        cwd=workspace.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (warm.returncode, warm.stdout, warm.stderr) == (
        cold.returncode,
        cold.stdout,
        cold.stderr,
    )


def test_warm_command_has_its_own_folder_environment_and_signals(workspace: Workspace) -> None:
    """A site is served until Ctrl-C; another command does not inherit what this one had."""
    ours, theirs = os.pipe()
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        serving = start_warm(
            "terakoya",
            ["serve", "--alone", "--port", "0"],
            workspace.root,
            (nothing.fileno(), theirs, theirs),
            os.environ | {"TERAKOYA_LANG": "ja"},
        )
    os.close(theirs)
    said = ""
    while not (found := re.search(r"http://\S+(?=\s)", said)):
        piece = os.read(ours, 65536)
        assert piece, said
        said += piece.decode()
    assert httpx.get(found[0], follow_redirects=True).status_code == 200  # now it is served
    assert os.readlink(f"/proc/{serving.pid}/cwd") == str(workspace.root)  # noqa: PTH115
    os.kill(serving.pid, signal.SIGINT)
    assert serving.wait() == 0
    os.close(ours)
    after = run_warm("terakoya", ["cohort", "show", "nosuch"], workspace.root, os.environ)
    assert after.stderr.startswith(("Error: ", "エラー"))


def test_warm_command_that_is_killed_says_so(workspace: Workspace) -> None:
    """Its exit code is the signal's number below zero, as in subprocess."""
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123
        number = nothing.fileno()
        serving = start_warm(
            "terakoya", ["serve", "--alone"], workspace.root, (number, number, number)
        )
    os.kill(serving.pid, signal.SIGKILL)
    assert serving.wait() == -signal.SIGKILL


def test_warm_commands_of_a_script_are_those_of_a_shell(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Folder, redirection and the first failure are the shell's."""
    script = "set -eu\ncd source\nterakoya cohort list > ../said\nterakoya cohort show nosuch\nls"
    environment = os.environ | {"TERAKOYA_LANG": "en", "PATH": f"{BIN}:{os.environ['PATH']}"}
    ends = []
    for name in ("warm", "cold"):
        programs = tmp_path / name
        programs.mkdir()
        if name == "warm":
            done = run_warm_script(script, workspace.root, environment, programs)
        else:
            done = subprocess.run(
                ["/bin/sh", "-c", script],
                cwd=workspace.root,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        said = (workspace.root / "said").read_text(encoding="utf-8")
        ends.append((done.returncode, done.stdout, done.stderr, said))
    assert ends[0] == ends[1]
    assert ends[0][0] == 2  # a name that is not there
    assert ends[0][1] == ""
