"""One made office with graded work, and a copy of it for each test that changes something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.workspace import Workspace
from tests.made_office import MadeOffice, copy_office, make_office


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The office as it was made, to be copied only."""
    return make_office(tmp_path_factory.mktemp("office") / "workspace")


@pytest.fixture
def office(made: Workspace, tmp_path: Path) -> Iterator[MadeOffice]:
    """A copy of it."""
    copy = copy_office(made, tmp_path / "workspace")
    yield copy
    copy.close()
