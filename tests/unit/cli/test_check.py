"""Promises of `terakoya check`: what it tells beside what is to be corrected."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from terakoya.authoring import Subject
from terakoya.cli.main import app
from terakoya.workspace import Workspace

HINT = "Hint: only the model solution was tried."


@pytest.fixture
def checked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace in whose assignments nothing is found; nothing is graded for it."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr(Subject, "grade", lambda *_given: [])
    return workspace


def run(*options: str) -> str:
    """Run the command; it has nothing to complain of."""
    done = CliRunner().invoke(app, ["check", "tiny", *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_assignment_without_answers_gets_a_hint(checked: Workspace) -> None:
    """It is nothing to correct; in JSON it stands apart from what is."""
    del checked
    assert HINT in run("--only", "answers")
    (hint,) = json.loads(run("--only", "answers", "--json"))["hints"]
    assert hint["assignment"] == "tiny"
    assert hint["what"].startswith(HINT)


def test_assignment_with_an_answer_gets_none(checked: Workspace) -> None:
    """Nor where answers are not what is looked at."""
    assert HINT not in run("--only", "structure")
    path = checked.source("tiny") / "answers" / "right" / "total" / "other.py"
    path.parent.mkdir(parents=True)
    path.write_text("# another way\ntotal = 10\n")
    assert HINT not in run("--select", "TK811")
    assert json.loads(run("--select", "TK811", "--json"))["hints"] == []
