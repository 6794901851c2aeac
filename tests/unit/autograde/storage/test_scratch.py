"""Temporary folders go with the process that made them, or with the next one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from terakoya_autograde.storage.scratch import Scratch, scratch_folder

KILLED = """
import os, signal
from terakoya_autograde.storage.scratch import Scratch
(Scratch("test").path / "file").write_text("x")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of the test's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_scratch_is_private_and_goes(temporary: Path) -> None:
    """Nobody else can look in; afterwards nothing is there, however often it is removed."""
    scratch = Scratch("test")
    assert scratch.path.stat().st_mode & 0o777 == 0o700
    scratch.remove()
    scratch.remove()
    assert list(temporary.iterdir()) == []


def test_scratch_of_a_killed_process_goes_with_the_next(temporary: Path) -> None:
    """What a SIGKILL left is taken away; control: it was there until then."""
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = temporary.iterdir()
    with scratch_folder("test") as folder:
        assert list(temporary.iterdir()) == [folder]
    assert not left.exists()


def test_scratch_in_use_stays(temporary: Path) -> None:
    """A folder that somebody works in is left alone, and so is what only looks like one."""
    (temporary / "elsewhere").mkdir()
    (temporary / "terakoya-test-link").symlink_to(temporary / "elsewhere")
    first, second = Scratch("test"), Scratch("test")
    assert first.path.is_dir()
    assert (temporary / "elsewhere").is_dir()
    first.remove()
    second.remove()
