"""A site with an exchange."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.records import open_database
from terakoya.workspace import Workspace
from tests.exchange_room import ExchangeRoom, make_room


@pytest.fixture(scope="session")
def _made_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = make_room(tmp_path_factory.mktemp("exchange") / "workspace")
    room.database.close()
    return room.workspace.root


@pytest.fixture
def room(_made_room: Path, tmp_path: Path) -> Iterator[ExchangeRoom]:
    """The site, its cohort `spring`, four learners and an instructor."""
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(_made_room, workspace.root)
    database = open_database(f"sqlite:///{workspace.var / 'terakoya.db'}")
    yield ExchangeRoom(workspace, database)
    database.close()
