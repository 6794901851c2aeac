"""An office for each test; and passwords that cost little, but for the tests of what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from terakoya.accounts import password_hashes
from terakoya.records import Database, database_url, open_database
from tests.unit.accounts.office import make_office


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm with other parameters."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)
    monkeypatch.setattr(password_hashes, "_decoys", [])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The records of the office."""
    opened = open_database(database_url(tmp_path))
    make_office(opened)
    yield opened
    opened.close()
