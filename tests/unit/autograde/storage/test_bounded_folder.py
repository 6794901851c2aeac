"""Caches stay within their bounds, and the newest file always stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from terakoya_autograde.storage import keep_within


def filled(folder: Path, *sizes: int) -> Path:
    """Write files of so many bytes, each of use later than the one before; return the last."""
    for number, size in enumerate(sizes):
        path = folder / f"{number}.kept"
        path.write_bytes(b"x" * size)
        os.utime(path, (number, number))
    (folder / "other").touch()
    return path


def left(folder: Path) -> list[str]:
    """Return the names of what is counted and still there."""
    return sorted(path.stem for path in folder.glob("*.kept"))


@pytest.mark.parametrize(
    ("files", "size", "names"),
    [(9, 99, ["0", "1", "2", "3"]), (2, 99, ["2", "3"]), (9, 25, ["2", "3"]), (9, 5, ["3"])],
)
def test_what_was_of_use_last_stays(
    tmp_path: Path, files: int, size: int, names: list[str]
) -> None:
    """So many files and bytes; the newest whatever its size, and what is not counted."""
    keep_within(filled(tmp_path, 10, 10, 10, 10), "*.kept", files, size)
    assert left(tmp_path) == names
    assert (tmp_path / "other").exists()


def test_file_that_another_process_throws_away_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was listed, and is gone when it is looked at."""
    newest = filled(tmp_path, 10, 10, 10)
    glob = Path.glob

    def listed(folder: Path, pattern: str) -> list[Path]:
        found = list(glob(folder, pattern))
        (tmp_path / "0.kept").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "glob", listed)
    keep_within(newest, "*.kept", 9, 99)
    monkeypatch.undo()
    assert left(tmp_path) == ["1", "2"]
