"""What is handed to learners: zips of the learner's version, and the folder that is opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.workspace import Workspace


@pytest.fixture
def inside(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The current folder is a workspace with one assignment."""
    monkeypatch.chdir(workspace.root)
    return workspace


def test_release_writes_zips_to_hand_out(inside: Workspace, tmp_path: Path) -> None:
    """Each holds one folder with what release/ has, and again the same bytes."""
    command = ["release", "--zip", str(tmp_path / "配布")]
    assert CliRunner().invoke(app, command).exit_code == 0
    file = tmp_path / "配布" / "tiny.zip"
    first = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    released = inside.release("tiny")
    files = [path for path in released.rglob("*") if path.is_file()]
    names = {f"tiny/{path.relative_to(released).as_posix()}": path for path in files}
    assert held == {name: path.read_bytes() for name, path in names.items()}
    assert "tiny/tiny.ipynb" in held
    assert "to hand out: " in CliRunner().invoke(app, command).stdout
    assert file.read_bytes() == first


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["release", "--check", "--zip", "out"], "--check writes nothing"),
        (["release", "--zip", "nbgrader_config.py"], "This is a file, not a folder."),
        (["lab", "tiny"], "Did you mean source/tiny?"),
        (["lab", "tiny/tiny.ipynb"], "Did you mean source/tiny/tiny.ipynb?"),
        (["lab", "other"], "Name a folder or a notebook that is there."),
    ],
)
def test_wrong_use_says_what_to_name(inside: Workspace, command: list[str], said: str) -> None:
    """One sentence; nothing is started or written beside."""
    done = CliRunner().invoke(app, command)
    assert done.exit_code != 0
    assert said in str(done.exception) + done.stderr
    assert not (inside.root / "out").exists()
