"""A tiny workspace, its cohort of four, and a folder for what they hand in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from classroom import LEARNERS, NOW, Classroom, write_workspace

from terakoya.delivery import create_cohort, enrol_roster
from terakoya.language import use_language
from terakoya.records import open_database
from terakoya.workspace import Workspace


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with use_language("en"):
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The tiny workspace."""
    return write_workspace(tmp_path / "workspace")


@pytest.fixture
def empty_classroom(workspace: Workspace) -> Iterator[Classroom]:
    """The workspace with an empty database."""
    database = open_database(f"sqlite:///{workspace.var / 'terakoya.db'}")
    yield Classroom(workspace, database)
    database.close()


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with its cohort and four learners, made once and only ever copied."""
    workspace = write_workspace(tmp_path_factory.mktemp("enrolled") / "workspace")
    database = open_database(f"sqlite:///{workspace.var / 'terakoya.db'}")
    room = Classroom(workspace, database)
    create_cohort(database, workspace, room.cohort, NOW)
    enrol_roster(database, room.cohort, LEARNERS, NOW)
    database.close()
    return workspace.root


@pytest.fixture
def classroom(enrolled: Path, tmp_path: Path) -> Iterator[Classroom]:
    """The workspace with its cohort, and four learners enrolled."""
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(enrolled, workspace.root)
    database = open_database(f"sqlite:///{workspace.var / 'terakoya.db'}")
    yield Classroom(workspace, database)
    database.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder for what learners hand in."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
