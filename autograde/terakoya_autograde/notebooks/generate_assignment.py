"""Learner versions and gradebooks through nbgrader's own GenerateAssignment."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect
from traitlets.config import Config

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.light_nbgrader import Base
from terakoya_autograde.notebooks.configuration import load_config
from terakoya_autograde.storage.address import Address, read_address
from terakoya_autograde.storage.crash_points import CrashPoint, reached
from terakoya_autograde.storage.database_trouble import BUSY_WORDS, busy
from terakoya_autograde.storage.scratch import scratch_folder
from terakoya_autograde.storage.transactions import connect, text_for_others

__all__ = ["generate", "make_gradebook"]

_PATTERN = re.compile(r"[][?*+^$|(){}\\]")  # what means something in a glob or an expression


def generate(source: Path, config: Path | None, to: Path, database_url: Address) -> None:
    """Run nbgrader's GenerateAssignment: `source` → ``to/release/<id>/`` and a gradebook.

    Raises:
        AssignmentError: nbgrader refuses; the message is its reason.
        StorageError: the gradebook is busy, can only be read, or its disk is full. What nbgrader
            has written of the assignment until then is completed by the next run.
    """
    # Only here: what has been prepared before needs no converter, nor what they bring.
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415

    address = read_address(database_url)
    settings = _settings(config, to, source.name)
    settings.CourseDirectory.db_url = text_for_others(address)
    make_gradebook(address)
    log, reasons = _listening_log()
    try:
        with _plain_path(source.parent) as folder:
            settings.CourseDirectory.source_directory = str(folder)
            directory = CourseDirectory(config=settings)
            converter = GenerateAssignment(coursedir=directory, config=settings, log=log)
            converter.force = True
            converter.start()
    except Exception as error:  # nbgrader raises whatever its steps raise, and logs why
        if any(BUSY_WORDS in text for text in reasons.texts):
            raise busy(address) from error
        raise AssignmentError(f"{source.name}: {_last_line(reasons) or error}") from error


@contextmanager
def _plain_path(folder: Path) -> Iterator[Path]:
    """Yield a path of the folder that nbgrader does not take for a pattern, as it would ``a+b``."""
    if not _PATTERN.search(str(folder)):
        yield folder
        return
    with scratch_folder("source") as scratch:
        (scratch / "source").symlink_to(folder.absolute(), target_is_directory=True)
        yield scratch / "source"


def _settings(config: Path | None, root: Path, assignment_id: str) -> Config:
    settings = load_config(config)
    settings.CourseDirectory.root = str(root)
    settings.CourseDirectory.assignment_id = assignment_id
    settings.CourseDirectory.notebook_id = "*"
    return settings


def make_gradebook(address: Address) -> None:
    """Make an empty gradebook of nbgrader's newest form, unless there is one.

    nbgrader would do the same, but starts the command ``alembic`` for it, which costs seconds and
    must be on the PATH.
    """
    with connect(address) as connection:
        if not inspect(connection).get_table_names():
            from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - seldom
            from alembic.script import ScriptDirectory  # noqa: PLC0415 - as well
            from nbgrader.dbutil import ALEMBIC_DIR  # noqa: PLC0415 - as well

            Base.metadata.create_all(connection)
            scripts = ScriptDirectory(ALEMBIC_DIR)
            MigrationContext.configure(connection).stamp(scripts, "head")
    reached(CrashPoint.GRADEBOOK_MADE)


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
