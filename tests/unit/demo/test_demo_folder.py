"""Promises of the demonstration's folder, which the next one makes anew."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from terakoya_autograde.storage import hold_alone

from terakoya.demo.demo_folder import MARK, is_made, scratch_folder
from terakoya.demo.demonstration import Demo, Progress, run_demo
from terakoya.errors import WorkspaceError


def test_folder_that_is_served_is_not_emptied(tmp_path: Path) -> None:
    """An office that people are logged in to stays; once it has ended, the folder is made anew."""
    folder = tmp_path / "demo"
    office = folder / "workspace" / "var" / "office"
    office.mkdir(parents=True)
    (folder / MARK).write_text("")
    (office / "hub.sqlite").write_text("people")
    with hold_alone(office / "lock"):
        with pytest.raises(WorkspaceError, match="served as an office"):
            scratch_folder(folder)
        assert (office / "hub.sqlite").read_text() == "people"
    assert not (scratch_folder(folder) / "workspace").exists()


def test_folder_in_which_one_is_being_made_is_not_emptied(tmp_path: Path) -> None:
    """A second demonstration at the same place ends in a sentence, and takes nothing away."""
    folder = scratch_folder(tmp_path / "demo")
    (folder / "workspace").mkdir()
    with hold_alone(folder / "lock"):
        with pytest.raises(WorkspaceError, match="makes this demonstration just now"):
            run_demo(Demo(folder, 1, 1, sandbox=False), _no_step)
        assert (folder / "workspace").is_dir()
    assert not (scratch_folder(folder) / "workspace").exists()


def test_demonstration_that_was_stopped_midway_is_none(tmp_path: Path) -> None:
    """What was begun and not ended is not taken for a demonstration that can be served."""
    folder = tmp_path / "demo"
    assert not is_made(folder)
    with pytest.raises(_StoppedError):
        run_demo(Demo(folder, 1, 1, sandbox=False), _no_step)
    assert (folder / "workspace" / "var").is_dir()
    assert not is_made(folder)


class _StoppedError(Exception):
    pass


def _no_step(title: str, total: int) -> AbstractContextManager[Progress]:
    raise _StoppedError(title)
