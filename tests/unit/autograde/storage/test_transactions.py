"""Who writes is alone from the first look on, and waiting has a bound."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from terakoya_autograde.errors import StorageError, Trouble
from terakoya_autograde.storage import transactions
from terakoya_autograde.storage.address import file_address
from terakoya_autograde.storage.database_trouble import explain, telling
from terakoya_autograde.storage.transactions import (
    connect,
    copy_database,
    open_engine,
    open_session,
    reader,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one number in it."""
    path = tmp_path / "kept.db"
    with connect(file_address(path)) as connection:
        connection.execute(text("CREATE TABLE kept (number INTEGER)"))
        connection.execute(text("INSERT INTO kept VALUES (0)"))
    return path


@pytest.fixture
def writer(file: Path) -> Iterator[sqlite3.Connection]:
    """Another program that has begun to write, as a formgrader in which somebody types."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(transactions, "WAIT", 0.1)


def add_one(engine: Engine, times: int) -> None:
    """Look, then write what follows from it."""
    for _ in range(times):
        with engine.begin() as connection:
            number = connection.execute(text("SELECT number FROM kept")).scalar_one()
            connection.execute(text("UPDATE kept SET number = :number"), {"number": number + 1})


def test_database_with_two_who_look_and_write(file: Path) -> None:
    """No addition is lost; nobody's look is out of date when he writes."""
    engine = open_engine(file_address(file), ours=True)
    threads = [threading.Thread(target=add_one, args=(engine, 50)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT number FROM kept")).scalar_one() == 100
    engine.dispose()


def test_database_with_two_who_look_before_the_lock(file: Path) -> None:
    """Control: where the driver begins the transaction at the first change, an addition is lost."""
    first, second = create_engine(file_address(file)), create_engine(file_address(file))
    with first.begin() as one:
        seen = one.execute(text("SELECT number FROM kept")).scalar_one()
        add_one(second, 1)
        one.execute(text("UPDATE kept SET number = :number"), {"number": seen + 1})
    with second.begin() as two:
        assert two.execute(text("SELECT number FROM kept")).scalar_one() == 1
    first.dispose()
    second.dispose()


def test_tables_of_a_transaction_that_fails(file: Path) -> None:
    """They are not there; control: with the driver's own transactions they are."""
    address = file_address(file)
    for name, engine in (("ours", open_engine(address)), ("stock", create_engine(address))):
        with pytest.raises(ZeroDivisionError), engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE {name} (x)"))
            _ = 1 / 0
        engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert [name for (name,) in tables] == ["kept", "stock"]


@pytest.mark.usefixtures("brief", "writer")
def test_database_that_others_write_in(file: Path) -> None:
    """After the bound it is called busy, in one sentence with its place; nothing is written."""
    with pytest.raises(StorageError) as caught, open_session(file_address(file)) as session:
        session.execute(text("UPDATE kept SET number = 1"))
    assert caught.value.trouble is Trouble.BUSY
    assert str(caught.value).startswith(f"{file}: another program is writing")


def test_database_that_others_write_in_for_a_while(file: Path, writer: sqlite3.Connection) -> None:
    """When the other ends in time, whoever waits goes on, with what the other has written."""
    engine = open_engine(file_address(file))
    waiting = threading.Thread(target=add_one, args=(engine, 1))
    waiting.start()
    writer.execute("UPDATE kept SET number = 10")
    waiting.join(0.3)
    assert waiting.is_alive()
    writer.execute("COMMIT")
    waiting.join()
    engine.dispose()
    assert writer.execute("SELECT number FROM kept").fetchone() == (11,)


@pytest.mark.usefixtures("brief", "writer")
def test_reader_of_a_database_that_others_write_in(file: Path) -> None:
    """Whoever only reads waits for nobody."""
    engine = open_engine(file_address(file))
    with reader(engine).begin() as connection:
        assert connection.execute(text("SELECT number FROM kept")).scalar_one() == 0
    engine.dispose()


def test_reader_changes_nothing(file: Path) -> None:
    """A change in a reading transaction is refused; the same connection may write afterwards."""
    engine = open_engine(file_address(file), ours=True)
    with (
        pytest.raises(StorageError) as caught,
        telling(engine.url),
        reader(engine).begin() as connection,
    ):
        connection.execute(text("UPDATE kept SET number = 1"))
    assert caught.value.trouble is Trouble.READ_ONLY
    add_one(engine, 1)
    engine.dispose()


def test_form_of_a_database_of_others_stays(file: Path) -> None:
    """A gradebook is left in its journal's form; our own is read while one writes."""
    forms = []
    for ours in (False, True):
        open_engine(file_address(file), ours=ours).connect().close()
        with closing(sqlite3.connect(file)) as connection:
            forms += connection.execute("PRAGMA journal_mode").fetchone()
    assert forms == ["delete", "wal"]


def test_error_that_is_no_trouble_of_the_storage(file: Path) -> None:
    """A wrong question is nobody's busy database: it goes on as it was raised."""
    with pytest.raises(OperationalError), open_session(file_address(file)) as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert explain(ValueError("x"), file_address(file)) is None


def test_copy_of_a_database_that_others_write_in(
    file: Path, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds what was committed; where the other is just committing, it waits up to the bound."""
    writer.execute("UPDATE kept SET number = 1")
    copy_database(file, file.with_name("first.db"))
    with closing(sqlite3.connect(file.with_name("first.db"))) as copy:
        assert copy.execute("SELECT number FROM kept").fetchone() == (0,)
    writer.execute("COMMIT")
    writer.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(transactions, "WAIT", 0.1)
    with pytest.raises(StorageError, match="another program is writing"):
        copy_database(file, file.with_name("second.db"))
