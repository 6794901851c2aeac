"""A database whose tables were kept is the one that the migrations make."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from terakoya.records import database_url, migrating, open_database
from tests.kept_tables import KeptTables, real_migrations


def dump(folder: Path) -> list[str]:
    """Make a new database; return all that is in it, in its order."""
    folder.mkdir()
    open_database(database_url(folder)).close()
    with closing(sqlite3.connect(folder / "terakoya.db")) as connection:
        return list(connection.iterdump())


def test_kept_tables_are_those_of_the_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement for statement, row for row, and the migrations have run once."""
    with real_migrations():
        real = dump(tmp_path / "real")
    assert any("CREATE TABLE cohorts" in line for line in real)
    runs = []
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda *told: (runs.append(told), upgrade(*told)))
    monkeypatch.setattr(migrating, "command", KeptTables())
    assert [dump(tmp_path / name) for name in ("first", "second", "third")] == [real] * 3
    assert len(runs) == 1
