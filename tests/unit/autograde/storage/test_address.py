"""A database lies in the folder that was meant, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text
from terakoya_autograde.errors import StorageError
from terakoya_autograde.notebooks.generate_assignment import make_gradebook
from terakoya_autograde.storage.address import (
    address_text,
    database_file,
    file_address,
    place_of,
    read_address,
)
from terakoya_autograde.storage.transactions import open_session

NAMES = [
    "a?b",
    "100%41",
    "a#b",
    "研修 2027",
    "a+b&c=d",
    "a;b",
    "%",
    "?",
    "a%3Fb",
    "'",
    '"',
    "file:x",
]


@pytest.mark.parametrize("name", NAMES)
def test_address_of_a_file_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    """As an object and as a text it means this file; the database is written there only."""
    folder = tmp_path / name
    folder.mkdir()
    address = file_address(folder / "kept.db")
    assert read_address(address_text(address)) == address
    assert database_file(address_text(address)) == folder / "kept.db"
    with open_session(address) as session:
        session.execute(text("CREATE TABLE kept (x)"))
        session.commit()
    assert [path.name for path in tmp_path.rglob("*.db")] == ["kept.db"]
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("name", NAMES)
def test_address_as_nbgrader_opens_it(name: str, tmp_path: Path) -> None:
    """nbgrader takes a text: with ours it writes where it should, and waits as long as is said."""
    folder = tmp_path / name
    folder.mkdir()
    address = file_address(folder / "gradebook.db")
    make_gradebook(address)
    with Gradebook(address_text(address, seconds=7)) as gradebook:
        gradebook.add_student("amy")
        seconds = gradebook.db.execute(text("PRAGMA busy_timeout")).scalar()
    assert seconds == 7000
    assert [path.name for path in folder.iterdir()] == ["gradebook.db"]
    assert list(tmp_path.iterdir()) == [folder]


def test_address_written_by_hand_misses_such_a_folder(tmp_path: Path) -> None:
    """Control: the path put into a text means another place."""
    (tmp_path / "100%41").mkdir()
    (tmp_path / "100A").mkdir()
    engine = create_engine(f"sqlite:///{tmp_path / '100%41' / 'kept.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (x)"))
    engine.dispose()
    assert list((tmp_path / "100%41").iterdir()) == []
    assert (tmp_path / "100A" / "kept.db").exists()


def test_address_of_a_folder_that_is_not_utf8(tmp_path: Path) -> None:
    """As an object it can be opened; a text for others is refused in one sentence."""
    folder = tmp_path / b"\xff".decode(errors="surrogateescape")
    folder.mkdir()
    address = file_address(folder / "kept.db")
    with open_session(address) as session:
        session.execute(text("CREATE TABLE kept (x)"))
        session.commit()
    assert (folder / "kept.db").exists()
    with pytest.raises(StorageError, match="not UTF-8"):
        address_text(address)


def test_address_for_people_hides_the_password() -> None:
    """The place is named, not the secret; a file is named by its path."""
    assert "secret" not in place_of("postgresql+psycopg://me:secret@host/name")
    assert place_of(file_address(Path("/a?b/kept.db"))) == "/a?b/kept.db"


def test_address_of_no_file() -> None:
    """A database in memory, on a server, or in SQLite's own words has no path."""
    texts = ("sqlite://", "sqlite:///:memory:", "postgresql+psycopg://host/name")
    for address in (*texts, "sqlite:///file:x.db?mode=ro&uri=true"):
        assert database_file(address) is None
