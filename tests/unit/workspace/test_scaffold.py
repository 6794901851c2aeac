"""New workspaces: complete, harmless when repeated, refused where something else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.errors import WorkspaceError
from terakoya.workspace import copy_labs, find_labs, find_workspace, make_workspace

ROOT = Path(__file__).resolve().parents[3]


def test_workspace_is_found_from_a_folder_below(tmp_path: Path) -> None:
    """A command works anywhere inside a workspace."""
    made = make_workspace(tmp_path / "town")
    below = made.root / "source" / "x"
    below.mkdir()
    assert find_workspace(below) == made


def test_workspace_is_not_found_outside(tmp_path: Path) -> None:
    """Elsewhere the error says how to make one."""
    with pytest.raises(WorkspaceError, match="terakoya init DIR"):
        find_workspace(tmp_path)


def test_workspace_made_twice_keeps_what_people_wrote(tmp_path: Path) -> None:
    """The second run completes; it overwrites nothing."""
    made = make_workspace(tmp_path)
    (made.root / "README.md").write_text("ours", encoding="utf-8")
    make_workspace(tmp_path)
    assert (made.root / "README.md").read_text(encoding="utf-8") == "ours"


def test_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    """A folder of other files is left as it is."""
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(WorkspaceError, match="not empty"):
        make_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_file_is_refused(tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError, match="a file, not a folder"):
        make_workspace(tmp_path / "file")


def test_labs_are_copied_once(tmp_path: Path) -> None:
    """The labs come with their course; a second copy changes nothing."""
    made = make_workspace(tmp_path)
    assert "source/population-ageing" in copy_labs(made)
    assert copy_labs(made) == ()
    assert made.read_course("data-practice").assignments == ("counter-waiting", "population-ageing")


def test_repository_config_is_the_template() -> None:
    """The repository's nbgrader_config.py is what every new workspace gets."""
    template = ROOT / "src" / "terakoya" / "workspace" / "template" / "nbgrader_config.py"
    assert (ROOT / "nbgrader_config.py").read_bytes() == template.read_bytes()
    assert find_labs() == ROOT
