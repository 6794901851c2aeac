"""Opening the database of a workspace, and bringing it to the current form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, inspect
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker
from terakoya_autograde import StorageError, Trouble
from terakoya_autograde.storage import (
    Address,
    CrashPoint,
    database_file,
    file_address,
    open_engine,
    place_of,
    reached,
    read_address,
    reader,
    telling,
)

from terakoya.errors import WorkspaceError, storage_failure
from terakoya.language import gettext as _
from terakoya.workspace.settings import SETTINGS, find_variable

__all__ = ["Database", "database_url", "open_database"]

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The one door to the tables; each `session` and each `reading` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writers = sessionmaker(engine, expire_on_commit=False)
        self._readers = sessionmaker(reader(engine), expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session that commits when the block succeeds and rolls back when it does not.

        Whoever holds one is alone among the writers, so that what it has looked up stays true:
        never wait for anything else in it. See `reading` where nothing is changed.

        Raises:
            NotNowError: the database is busy or away, can only be read, or its disk is full.
        """
        with _plain(self.engine.url), self._writers.begin() as session:
            yield session
            session.flush()
            reached(CrashPoint.ROWS_WRITTEN)
        reached(CrashPoint.ROWS_KEPT)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that changes nothing and waits for no writer; it sees one moment.

        Raises:
            NotNowError: the database is busy or away.
        """
        with _plain(self.engine.url), self._readers.begin() as session:
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def database_url(var: Path, configured: str | None = None) -> Address:
    """Return `configured` (``TERAKOYA_DATABASE_URL``), or SQLite in the workspace's var/."""
    return configured or file_address(var / "terakoya.db")


def open_database(url: Address) -> Database:
    """Open the database at `url`, creating or migrating its tables.

    Raises:
        WorkspaceError: it cannot be reached, it is busy, or a newer Terakoya wrote it.
    """
    address = _read(url)
    if (file := database_file(address)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(address, ours=True)
    try:
        with _plain(address):
            if _is_old(reader(engine)):
                from terakoya.records.migrating import migrate  # noqa: PLC0415 - alembic: seldom

                migrate(address)
    except DBAPIError as error:
        engine.dispose()
        raise WorkspaceError(
            _("The database cannot be opened: {reason}").format(reason=str(error.orig).strip()),
            where=place_of(address),
            remedy=_(
                "Check the address and that the server runs, or restore the file from a backup."
            ),
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def _read(url: Address) -> URL:
    try:
        address = read_address(url)
        address.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise WorkspaceError(
            _("This is no address of a database that can be used: {reason}").format(reason=error),
            where=find_variable(["database_url"]) or f"{SETTINGS}, database_url",
            remedy=_("Write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."),
        ) from None
    return address


@contextmanager
def _plain(address: Address, *, opening: bool = False) -> Iterator[None]:
    """Say in plain words, in the reader's language, why a database cannot be used.

    Args:
        opening: whether what a server's driver says is passed on: there it tells a wrong address
            from a wrong password.
    """
    try:
        with telling(address):
            yield
    except StorageError as error:
        if opening and error.trouble is Trouble.AWAY and error.__cause__ is not None:
            raise error.__cause__ from None
        raise storage_failure(error) from error


def _is_old(engine: Engine) -> bool:
    """Tell whether there is something to migrate; nobody has to wait for this look."""
    with engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return True
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        return list(found) != [_newest_revision()]


def _newest_revision() -> str:
    """Return the revision of the last migration: the files' names begin with theirs."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")).split("_")[0]
