"""Bringing the tables of a workspace to the current form, with alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection
from terakoya_autograde.storage import CrashPoint, open_engine, place_of, reached

from terakoya.errors import WorkspaceError
from terakoya.language import gettext as _
from terakoya.records.database import MIGRATIONS

__all__ = ["migrate"]


def _scripts() -> tuple[Config, ScriptDirectory]:
    config = Config()
    # alembic takes "%" in a setting as the beginning of a reference
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config, ScriptDirectory.from_config(config)


def _revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """Return the revision of the tables.

    Raises:
        WorkspaceError: it is of a newer Terakoya.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise WorkspaceError(
            _("A newer Terakoya wrote this database."),
            where=place_of(connection.engine.url),
            remedy=_("Update Terakoya on this machine."),
        )
    return current


def migrate(address: URL) -> None:
    """Bring the tables to the current form in one transaction, alone from the look before it on.

    Raises:
        WorkspaceError: they are of a newer Terakoya.
    """
    config, scripts = _scripts()
    engine = open_engine(address, ours=True, keys=False)  # a table may be made anew
    try:
        with engine.begin() as connection:
            if _revision(connection, scripts) == scripts.get_current_head():
                return  # another one was first
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _require_keys(connection)
            reached(CrashPoint.TABLES_MADE)
        reached(CrashPoint.TABLES_KEPT)
    finally:
        engine.dispose()


def _require_keys(connection: Connection) -> None:
    """Refuse a migration that leaves a row without the row that it refers to."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert lost is None, lost  # noqa: S101 - a migration of ours would be wrong
