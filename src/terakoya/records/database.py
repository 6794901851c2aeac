"""Opening the database of a workspace, and bringing it to the current form."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _

__all__ = ["Database", "database_url", "open_database"]

_LITTLE = 64 * 1024  # bytes; SQLite writes whole pages


class Database:
    """The one door to the tables; each `session` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session that commits when the block succeeds and rolls back when it does not."""
        try:
            with self._sessions.begin() as session:
                yield session
        except DatabaseError as error:
            if refusal := _explain_disk(error, self.engine.url):
                raise refusal from error
            raise

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def database_url(var: Path, configured: str | None = None) -> str:
    """Return `configured` (``TERAKOYA_DATABASE_URL``), or SQLite in the workspace's var/."""
    if configured:
        return configured
    return f"sqlite:///{var / 'terakoya.db'}"


def open_database(url: str) -> Database:
    """Open the database at `url`, creating or migrating its tables.

    Raises:
        WorkspaceError: it cannot be reached, or a newer Terakoya wrote it.
    """
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise WorkspaceError(
            _("This is no address of a database that can be used: {reason}").format(reason=error),
            where="TERAKOYA_DATABASE_URL",
            remedy=_("Write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."),
        ) from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args=_connect_args(parsed.get_backend_name()))
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        _migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        if refusal := _explain_disk(error, parsed):
            raise refusal from error
        raise WorkspaceError(
            _("The database cannot be opened: {reason}").format(reason=str(error.orig).strip()),
            where=parsed.render_as_string(hide_password=True),
            remedy=_(
                "Check the address and that the server runs, or restore the file from a backup."
            ),
        ) from error
    return Database(engine)


def _explain_disk(error: DatabaseError, url: URL) -> WorkspaceError | None:
    """Tell a full or read-only disk from a broken database: the file itself is whole."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the rest of its bits are details
    where = url.render_as_string(hide_password=True)
    folder = Path(str(url.database)).parent
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
        remedy = _("Make room on it, and run the command again.")
        return WorkspaceError(_("The disk is full."), where=where, remedy=remedy)
    closed = code == sqlite3.SQLITE_CANTOPEN and not os.access(folder, os.W_OK)
    if code == sqlite3.SQLITE_READONLY or closed:
        remedy = _("Check the permissions of its folder, and whether the disk is read-only.")
        return WorkspaceError(_("The database can only be read."), where=where, remedy=remedy)
    return None


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LITTLE


def _connect_args(backend: str) -> dict[str, Any]:
    return {"timeout": 30} if backend == "sqlite" else {}


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == scripts.get_current_head():
            return
        known = {script.revision for script in scripts.walk_revisions()}
        if current is not None and current not in known:
            raise WorkspaceError(
                _("A newer Terakoya wrote this database."),
                where=engine.url.render_as_string(hide_password=True),
                remedy=_("Update Terakoya on this machine."),
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
