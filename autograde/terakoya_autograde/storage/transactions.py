"""The one door to a database, SQLite or PostgreSQL: who writes is alone from the first look on.

Python's sqlite3 begins a transaction only at the first change, and none at all for tables that are
made: two programs look, find nothing, and both write. Here every transaction that may write takes
the lock before it looks (``BEGIN IMMEDIATE``; on PostgreSQL an advisory lock of the transaction),
and what is made in it, tables too, is there afterwards as a whole or not at all. Whoever only reads
waits for nobody. Waiting has a bound; after it the database is *busy*.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from terakoya_autograde.storage.address import Address, address_text, file_address, read_address
from terakoya_autograde.storage.database_trouble import telling

__all__ = ["WAIT", "connect", "copy_database", "open_engine", "open_session", "reader"]
__all__ += ["text_for_others"]

WAIT = 30.0
"""Seconds until a database that others write in is called busy."""
_LOCK = 0x7465_7261_6B6F_7961
"""The number of the advisory lock that everyone of us takes before writing on PostgreSQL."""
_CONNECTING = 10  # seconds until a server that does not answer is given up
_PAUSE = 0.01  # seconds
_READS = "reads"


def open_engine(address: Address, *, ours: bool = False, keys: bool = True) -> Engine:
    """Open a database; the file of one in SQLite is made where there is none.

    Args:
        ours: whether Terakoya alone decides its form: readers go on while one writes (WAL), and
            foreign keys are enforced. Others' databases are left in the form that they have.
        keys: False lets a table be made anew that others refer to, in a migration.
    """
    known = read_address(address)
    if known.get_backend_name() != "sqlite":
        return _open_server(known)
    engine = create_engine(known, connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.isolation_level = None  # else Python decides where transactions begin
        if ours:
            connection.execute(f"PRAGMA foreign_keys = {int(keys)}")
            _write_ahead(connection)

    @event.listens_for(engine, "reset")
    def allow_writing(connection: sqlite3.Connection, record: object, state: object) -> None:
        del record, state
        connection.execute("PRAGMA query_only = 0")

    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reader(engine: Engine) -> Engine:
    """Return the same engine for transactions that change nothing: they wait for no writer."""
    return engine.execution_options(**{_READS: True})


@contextmanager
def open_session(address: Address, *, reading: bool = False) -> Iterator[Session]:
    """Yield a session on a database of others; nothing is flushed or committed by itself.

    Args:
        reading: whether nothing will be changed; else others wait while it is in a transaction.

    Raises:
        StorageError: the database is busy, can only be read, or its disk is full.
    """
    engine = open_engine(address)
    try:
        with (
            telling(address),
            Session(
                reader(engine) if reading else engine, autoflush=False, expire_on_commit=False
            ) as session,
        ):
            yield session
    finally:
        engine.dispose()


@contextmanager
def connect(address: Address) -> Iterator[Connection]:
    """Yield a connection that is alone in a database of others until the block ends; committed.

    Raises:
        StorageError: as `open_session`.
    """
    engine = open_engine(address)
    try:
        with telling(address), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def text_for_others(address: Address) -> str:
    """Write an address for a library that opens the database itself: it waits as long as we do.

    Raises:
        StorageError: no text means this address.
    """
    return address_text(read_address(address), seconds=WAIT)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one moment, whoever writes in it.

    Raises:
        StorageError: others write in it and do not end, or the disk is full.
    """
    with (
        telling(file_address(source)),
        closing(sqlite3.connect(source, timeout=WAIT)) as read,
        closing(sqlite3.connect(target)) as written,
    ):
        read.execute("BEGIN")
        read.execute("SELECT 1 FROM sqlite_master").fetchall()  # here it waits; a backup does not
        read.backup(written)


def _open_server(known: Any) -> Engine:
    arguments = {} if "connect_timeout" in known.query else {"connect_timeout": _CONNECTING}
    engine = create_engine(known, connect_args=arguments, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        del record
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(WAIT * 1000)}")
        connection.commit()

    event.listen(engine, "begin", _begin_server)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_READS):
        connection.exec_driver_sql("PRAGMA query_only = 1")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_READS):
        # else each question of a reader would be answered as it is at that moment
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers go on while one writes; SQLite does not wait by itself for this change."""
    end = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return
