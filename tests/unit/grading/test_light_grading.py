"""A command that grades a few resubmissions waits for no library that it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("nbconvert", "bs4", "nbgrader.apps", "nbgrader.preprocessors", "requests", "alembic")
PROGRAM = """
import sys
import terakoya.cli.grade, terakoya.cli.grade_report
from terakoya.grading import {names}
print(*set({heavy!r}) & set(sys.modules))
"""


def _loaded(names: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM.format(names=names, heavy=HEAVY)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("names", ["CohortGrader, open_run, summarise, explain_flags"])
def test_what_grades_and_tells_loads_no_converter(names: str) -> None:
    """A cohort is graded and its scores are told without nbconvert, servers and migrations."""
    assert _loaded(names) == []


def test_what_converts_is_seen() -> None:
    """The control: whoever writes feedback needs nbconvert, and it is found."""
    assert "nbconvert" in _loaded("write_feedback")
