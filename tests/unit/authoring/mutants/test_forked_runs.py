"""Work in forks: nothing of it stays, and nothing of it lasts."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from terakoya.authoring.mutants.forked_runs import Forks, TooSlowError, WorkFailedError

ENOUGH = 60.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a file of the notebook's."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


def test_what_a_fork_changes_stays_there(folder: Path) -> None:
    """Values of this process and files of the folder are as before, whatever a fork did."""
    values = [1, 2]

    def work() -> Any:
        values.clear()
        (folder / "data.csv").write_text("", encoding="utf-8")
        (folder / "new.csv").write_text("x", encoding="utf-8")
        os.write(1, b"a word")  # goes nowhere
        return [*values], sorted(path.name for path in folder.iterdir())

    assert Forks().do(work, ENOUGH) == ([], ["data.csv", "new.csv"])
    assert values == [1, 2]
    assert (folder / "data.csv").read_text("utf-8") == "a,b\n1,2\n"
    assert [path.name for path in folder.iterdir()] == ["data.csv"]


def test_file_that_is_gone_comes_back(folder: Path) -> None:
    """The next mutant reads it."""
    Forks().do((folder / "data.csv").unlink, ENOUGH)
    assert (folder / "data.csv").is_file()


def test_work_without_end_is_ended(folder: Path) -> None:
    """Whether it waits, or keeps the processor busy; what it started ends with it."""
    with pytest.raises(TooSlowError):
        Forks().do(signal.pause, 0.2)
    with pytest.raises(WorkFailedError):
        Forks().do(_count_without_end, ENOUGH, of_processor=1)


def _count_without_end() -> None:
    while True:
        pass


def test_work_that_fails_is_told(folder: Path) -> None:
    """An error of it, and an end without a word."""
    with pytest.raises(WorkFailedError, match="ZeroDivisionError"):
        Forks().do(lambda: 1 // 0, ENOUGH)
    with pytest.raises(WorkFailedError):
        Forks().do(lambda: os.kill(os.getpid(), signal.SIGKILL), ENOUGH)
