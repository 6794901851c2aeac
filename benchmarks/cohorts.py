"""A workspace with a cohort whose submissions are collected, made with the commands themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from terakoya.demo.made_submissions import MadeSubmission

__all__ = ["COHORT", "collect_command", "grade_command", "hand_in", "make_cohort"]

COHORT = "2027-spring"
_HEAD = "職員番号,氏名,所属コード,所属,職位,階層,メール"
_MAIN = ("-c", "from terakoya.cli import main; main()")


def make_cohort(
    workspace: Path,
    assignment: str,
    made: Mapping[str, MadeSubmission],
    environment: Mapping[str, str],
    python: str = sys.executable,
) -> str:
    """Make a workspace at `workspace`, enrol and collect; return the database's name in it.

    Args:
        python: the Python whose Terakoya does it.
    """
    workspace.parent.mkdir(parents=True, exist_ok=True)
    roster, inbox = workspace.parent / "roster.csv", workspace.parent / "inbox"
    rows = [f"{name},山田 {name},01,総務課,主事,一般職員,{name}@x.example" for name in made]
    roster.write_text("\n".join([_HEAD, *rows]) + "\n", encoding="utf-8")
    hand_in(inbox, made)
    steps = (
        (workspace.parent, ["init", str(workspace)]),
        (workspace, ["release", assignment]),
        (workspace, ["cohort", "create", COHORT, "--course", "data-practice"]),
        (workspace, ["cohort", "enrol", COHORT, str(roster)]),
    )
    for folder, arguments in steps:
        _run([python, *_MAIN, *arguments], folder, environment)
    _run(collect_command(assignment, inbox, python), workspace, environment)
    (database,) = (workspace / "var").glob("*.db")
    return str(database.relative_to(workspace))


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command silently; what it says is told where it fails."""
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])


def hand_in(inbox: Path, made: Mapping[str, MadeSubmission]) -> None:
    """Lay out what learners hand in as folders of theirs."""
    for student, entry in made.items():
        for notebook, text in entry.notebooks.items():
            content = json.loads(text)
            content["metadata"]["learner"] = student
            path = inbox / student / f"{notebook}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def collect_command(assignment: str, inbox: Path, python: str = sys.executable) -> list[str]:
    """Return the command that collects a folder."""
    return [python, *_MAIN, "collect", COHORT, assignment, "--from", str(inbox)]


def grade_command(assignment: str, python: str = sys.executable) -> list[str]:
    """Return the command that grades the cohort; its last words are cohort and assignment."""
    return [python, *_MAIN, "grade", COHORT, assignment]
