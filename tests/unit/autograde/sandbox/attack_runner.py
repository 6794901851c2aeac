"""Attacks on a host, run as the right user: which cases there are, and what is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[3] / "golden" / "attacks"
HOST = Path(__file__).with_name("attack_host.py")
SECONDS = 240
IS_ROOT = os.geteuid() == 0
# As root, both roads can be tried; an ordinary user has only the one.
ROADS = ("root", "user") if IS_ROOT else ("user",)
_NOBODY_MUCH = 60123  # a uid without a name: no file, no process of anybody else
_SEPARATE = ("unshare", "--mount", "--pid", "--fork", "--ipc", "--uts", "--mount-proc")


def case_names() -> list[str]:
    """Every case as class/name."""
    return sorted(str(path.parent.relative_to(CASES)) for path in CASES.glob("*/*/case.toml"))


def read_case(name: str) -> dict[str, Any]:
    """One case's declaration."""
    return tomllib.loads((CASES / name / "case.toml").read_text("utf-8"))


def as_user(road: str) -> list[str]:
    """The command's beginning that makes it root's or an ordinary user's."""
    if road == "root" or not IS_ROOT:
        return []
    return ["setpriv", f"--reuid={_NOBODY_MUCH}", f"--regid={_NOBODY_MUCH}", "--clear-groups"]


@cache
def interpreter(road: str) -> str:
    """A Python that this user can reach: ours, or the system's where ours lies in root's home."""
    system = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    # It must start itself again: setpriv's own exec still has root's rights on the way there.
    again = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
    test = [sys.executable, "-c", again]
    try:
        subprocess.run([*as_user(road), *test], check=True, capture_output=True, cwd="/")
    except (subprocess.CalledProcessError, PermissionError):
        if system is None:
            pytest.skip("no Python that an ordinary user can reach")
        return system
    return sys.executable


def run_case(name: str, where: str, road: str) -> dict[str, Any]:
    """What became of a case; the cases of its class that run alike are run in one go, once.

    Inside, both roads go on at the same time: they share no user, and mostly wait for a limit.
    """
    control = read_case(name).get("control")
    roads = ROADS if where == "inside" else (road,)
    return _run_class(name.split("/", maxsplit=1)[0], where, roads, control)[road][name]


@cache
def _run_class(
    kind: str, where: str, roads: tuple[str, ...], control: str | None
) -> dict[str, dict[str, dict[str, Any]]]:
    names = [name for name in case_names() if name.startswith(f"{kind}/")]
    names = [name for name in names if read_case(name).get("control") == control]
    with ThreadPoolExecutor(len(roads)) as at_once:
        return dict(zip(roads, at_once.map(partial(_run, names, where), roads), strict=True))


def _run(names: list[str], where: str, road: str) -> dict[str, dict[str, Any]]:
    separate = _SEPARATE if where == "outside" and road == "root" else ()
    command = [*separate, *as_user(road), interpreter(road), "-B", str(HOST), where]
    done = subprocess.run(
        [*command, *(str(CASES / name) for name in names)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd="/",
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stderr
    assert len(answers) == len(names), done.stderr
    return {answer["case"]: answer for answer in answers}
