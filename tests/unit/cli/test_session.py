"""Promises of what commands are given to work on: cohorts and assignments that may not be there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.workspace import Workspace, make_workspace


@pytest.mark.parametrize("cohort", ["autumn", "", "２", "\udc82\udca0", "a\x00b", "x" * 9999])
def test_cohort_that_is_not_there_is_one_sentence(workspace: Workspace, cohort: str) -> None:
    """Also where a terminal of Shift_JIS sends bytes that no database takes as text."""
    with pytest.raises(UsageError, match="There is no cohort"):
        Session(workspace).require_cohort(cohort)


@pytest.mark.parametrize("command", [["check"], ["release"], ["release", "--check"]])
def test_workspace_without_assignments_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Silence would pass for “all is well”."""
    make_workspace(tmp_path / "new")
    monkeypatch.chdir(tmp_path / "new")
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stderr) == (0, "There is no assignment in source/ yet.\n")
