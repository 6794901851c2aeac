"""What many tests share: a small workspace with a real assignment and a course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.language import use_language
from terakoya.workspace import Workspace, make_workspace
from tests.made import write_small_course

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Make messages in English, so that tests read like the source."""
    with use_language("en"):
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace with the course `small` and its assignment `tiny`."""
    made = make_workspace(tmp_path / "workspace")
    write_small_course(made)
    return made


@pytest.fixture
def shared() -> Path:
    """The folder of real open data, which is never part of the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared/data: the real open data is not on this machine")
    return SHARED
