"""Which files of a folder nbgrader takes, beside what nbgrader itself says."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.utils import find_all_files
from terakoya_autograde.notebooks.source_files import walk_source

FILES = (
    "lab.ipynb",
    "assignment.toml",
    "make_data.py",
    "data/a.csv",
    "data/.hidden.csv",
    "data/old/a.csv",
    "answers/right/x.py",
    "data/answers/deep/x.py",
    ".ipynb_checkpoints/lab.ipynb",
    "__pycache__/lab.pyc",
    "名簿 1.csv",
)
PATTERNS: dict[str, list[str]] = {
    "nothing": [],
    "the workspace's": [".ipynb_checkpoints", "*.pyc", "__pycache__", "answers", "*.toml", "*.py"],
    "a star": ["*"],
    "hidden ones": [".*"],
    "notebooks": ["*.ipynb"],
    "a class": ["[ad]*"],
    "a path": ["data/a.csv", "data/*"],
    "letters": ["名簿*", "DATA"],
    "the folder's own name": ["source"],
}


def fill(folder: Path) -> Path:
    """Make the files in a folder."""
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", PATTERNS)
def test_files_are_those_that_nbgrader_takes(tmp_path: Path, kind: str) -> None:
    """Whatever a course ignores: hidden files, folders, classes of letters, paths."""
    folder = fill(tmp_path / "source")
    expected = sorted(Path(path) for path in find_all_files(str(folder), PATTERNS[kind]))
    assert walk_source(folder, PATTERNS[kind]) == expected


def test_files_of_a_folder_whose_name_is_a_pattern(tmp_path: Path) -> None:
    """Brackets in a workspace's path let nothing out; control: nbgrader alone ignores nothing."""
    folder = fill(tmp_path / "講座[1]" / "source")
    found = walk_source(folder, ["answers"])
    assert not [path for path in found if "answers" in path.parts]
    assert [path for path in find_all_files(str(folder), ["answers"]) if "answers/" in path]
