"""Learner versions and gradebooks through nbgrader's own GenerateAssignment."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader import dbutil
from nbgrader.api import Base
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, inspect
from traitlets.config import Config

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.notebooks.configuration import load_config

__all__ = ["generate"]


def generate(source: Path, config: Path | None, to: Path, database_url: str) -> None:
    """Run nbgrader's GenerateAssignment: `source` → ``to/release/<id>/`` and a gradebook.

    Raises:
        AssignmentError: nbgrader refuses; the message is its reason.
    """
    settings = _settings(config, to, source.name)
    settings.CourseDirectory.source_directory = str(source.parent)
    settings.CourseDirectory.db_url = database_url
    _make_gradebook(database_url)
    log, reasons = _listening_log()
    converter = GenerateAssignment(
        coursedir=CourseDirectory(config=settings), config=settings, log=log
    )
    converter.force = True
    try:
        converter.start()
    except Exception as error:  # nbgrader raises whatever its steps raise, and logs why
        raise AssignmentError(f"{source.name}: {_last_line(reasons) or error}") from error


def _settings(config: Path | None, root: Path, assignment_id: str) -> Config:
    settings = load_config(config)
    settings.CourseDirectory.root = str(root)
    settings.CourseDirectory.assignment_id = assignment_id
    settings.CourseDirectory.notebook_id = "*"
    return settings


def _make_gradebook(url: str) -> None:
    """Make an empty gradebook of nbgrader's newest form, unless there is one.

    nbgrader would do the same, but starts the command ``alembic`` for it, which costs seconds and
    must be on the PATH.
    """
    engine = create_engine(url)
    with engine.begin() as connection:
        if not inspect(connection).get_table_names():
            Base.metadata.create_all(connection)
            scripts = ScriptDirectory(dbutil.ALEMBIC_DIR)
            MigrationContext.configure(connection).stamp(scripts, "head")
    engine.dispose()


class _Reasons(logging.Handler):
    """Keeps what nbgrader logs as errors: its exceptions do not say why."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.texts.append(record.getMessage())


def _listening_log() -> tuple[logging.Logger, _Reasons]:
    """Return a log of its own that prints nothing, and what it hears."""
    log = logging.Logger("terakoya_autograde.nbgrader", logging.ERROR)
    reasons = _Reasons()
    log.addHandler(reasons)
    return log, reasons


def _last_line(reasons: _Reasons) -> str:
    """Return the last line of the first traceback, or the first message."""
    for text in reasons.texts:
        if text.startswith("Traceback"):
            return text.strip().splitlines()[-1]
    return reasons.texts[0] if reasons.texts else ""
