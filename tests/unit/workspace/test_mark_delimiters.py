"""The delimiters that a workspace's configuration sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from terakoya_autograde import NBGRADER

from terakoya.errors import WorkspaceError
from terakoya.workspace import Workspace
from terakoya.workspace.mark_delimiters import course_marks


def configured(root: Path, line: str) -> Workspace:
    """A workspace whose configuration has this line."""
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n", encoding="utf-8")
    return Workspace(root)


def test_marks_without_a_setting_are_nbgraders(tmp_path: Path) -> None:
    """A configuration of other things, or none, leaves nbgrader's own."""
    assert course_marks(Workspace(tmp_path)) is NBGRADER
    assert course_marks(configured(tmp_path, "c.Exchange.root = 'x'")) is NBGRADER


def test_marks_follow_the_file(tmp_path: Path) -> None:
    """A configuration that was changed is read again."""
    setting = "c.ClearSolutions.begin_solution_delimeter = '{}'"
    first = course_marks(configured(tmp_path, setting.format("<a>")))
    second = course_marks(configured(tmp_path, setting.format("<longer>")))
    assert (first.solution.begin, second.solution.begin) == ("<a>", "<longer>")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c.ClearMarkScheme.end_mark_scheme_delimeter = 'BEGIN'", "“BEGIN” cannot be told from"),
        ("c.ClearHiddenTests.end_test_delimeter = 7", "end_test_delimeter"),
        ("1 / 0", "division by zero"),
    ],
)
def test_marks_that_cannot_be_used_are_refused(tmp_path: Path, line: str, said: str) -> None:
    """One sentence names the file and what to do."""
    with pytest.raises(WorkspaceError, match=rf"^nbgrader_config\.py: .*{said}"):
        course_marks(configured(tmp_path, line))
