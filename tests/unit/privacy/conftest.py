"""The office with work, once for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from terakoya.accounts import password_hashes
from terakoya.records import database_url, open_database
from terakoya.workspace import make_workspace
from tests.unit.privacy.office_with_work import Office, make_office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A workspace in which one person has left something everywhere."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)
    workspace = make_workspace(tmp_path / "workspace")
    database = open_database(database_url(workspace.var))
    yield make_office(workspace, database)
    database.close()
