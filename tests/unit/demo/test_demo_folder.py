"""Promises of the demonstration's folder, which the next one makes anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from terakoya_autograde.storage import hold_alone

from terakoya.demo.demonstration import MARK, scratch_folder
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
