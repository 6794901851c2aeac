"""Why a database cannot be used just now, told from what its driver raised."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from terakoya_autograde.errors import StorageError, Trouble
from terakoya_autograde.storage.address import Address, database_file, place_of

__all__ = ["BUSY_WORDS", "busy", "explain", "telling"]

BUSY_WORDS = "database is locked"
"""What SQLite says of a busy database, where only its words are left of an error."""
_LITTLE = 64 * 1024  # bytes; SQLite writes whole pages
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "40001": Trouble.BUSY,  # serialization_failure
    "40P01": Trouble.BUSY,  # deadlock_detected
    "55P03": Trouble.BUSY,  # lock_not_available
    "53300": Trouble.BUSY,  # too_many_connections
    "53100": Trouble.FULL,  # disk_full
    "25006": Trouble.READ_ONLY,  # read_only_sql_transaction
    "57P01": Trouble.AWAY,  # admin_shutdown
    "57P02": Trouble.AWAY,  # crash_shutdown
    "57P03": Trouble.AWAY,  # cannot_connect_now
}
_WORDS = {
    Trouble.BUSY: "another program is writing in this database and does not end; "
    "close it or wait, then run the command again",
    Trouble.AWAY: "the server of the database does not answer; wait until it does, "
    "then run the command again",
    Trouble.FULL: "the disk is full; make room on it and run the command again",
    Trouble.DAMAGED: "the file is no database, or it is damaged; restore it from a backup",
    Trouble.READ_ONLY: "the database can only be read; check the permissions of its folder",
}


@contextmanager
def telling(address: Address) -> Iterator[None]:
    """Turn what a driver raises in the block into one sentence, where the cause is known.

    Raises:
        StorageError: the database is busy or away, can only be read, or its disk is full.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if refusal := explain(error, address):
            raise refusal from error
        raise


def explain(error: BaseException, address: Address) -> StorageError | None:
    """Return why a database cannot be used, for an error of its driver; None where that is new."""
    origin = getattr(error, "orig", error)
    state = getattr(origin, "sqlstate", None)
    kind = _POSTGRESQL.get(state or "")
    if kind is None and isinstance(origin, sqlite3.Error):
        kind = _of_sqlite(origin, address)
    if kind is None and _is_away(error, state):
        kind = Trouble.AWAY
    return None if kind is None else StorageError(kind, place_of(address), _WORDS[kind])


def _is_away(error: BaseException, state: str | None) -> bool:
    """Tell whether a server cannot be reached, or a connection to it has ended."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    is_of_server = not isinstance(getattr(error, "orig", error), sqlite3.Error)
    # what a server says carries a state; a connection that does not come about has none
    return is_of_server and isinstance(error, OperationalError) and (state or "08")[:2] == "08"


def busy(address: Address) -> StorageError:
    """Return the refusal for a database that others write in."""
    return StorageError(Trouble.BUSY, place_of(address), _WORDS[Trouble.BUSY])


def _of_sqlite(error: sqlite3.Error, address: Address) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of its bits are details
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return Trouble.DAMAGED
    folder = (database_file(address) or Path()).parent
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Trouble.BUSY
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return Trouble.FULL
    closed = code == sqlite3.SQLITE_CANTOPEN and folder.is_dir() and not os.access(folder, os.W_OK)
    if code == sqlite3.SQLITE_READONLY or closed:
        return Trouble.READ_ONLY
    return None


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LITTLE
