"""Writing beside and renaming: the old or the new, never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.workspace.atomic import replace_directory, write_text


def test_text_is_written_with_its_newlines(tmp_path: Path) -> None:
    """CRLF stays CRLF, and nothing is left beside the file."""
    write_text(tmp_path / "a" / "b.txt", "一\r\n二\r\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "一\r\n二\r\n".encode()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_folder_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    """An error in the middle changes nothing."""
    target = tmp_path / "folder"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(ValueError, match="stop"), replace_directory(target) as beside:
        (beside / "new").touch()
        raise ValueError("stop")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "old"]


def test_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """After success only the new content is there."""
    target = tmp_path / "folder"
    target.mkdir()
    (target / "old").touch()
    with replace_directory(target) as beside:
        (beside / "new").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "new"]
