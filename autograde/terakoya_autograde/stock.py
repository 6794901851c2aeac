"""nbgrader's own pipeline in a process of its own: one folder in, one folder out.

A job folder holds ``source/`` (a link), ``submitted/``, ``gradebook.db`` and afterwards
``autograded/`` and ``result.json``. The learner is always called "learner" there.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader import dbutil
from nbgrader.api import Base, Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, inspect
from traitlets.config import Config, PyFileConfigLoader

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.execute import BoundedExecute
from terakoya_autograde.model import AssignmentVersion, Limits

__all__ = ["BEGUN", "LEARNER", "RESULT", "generate", "load_config", "run_job"]

LEARNER = "learner"
BEGUN = "begun"
RESULT = "result.json"
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SSL_CERT_FILE")


def load_config(path: Path | None) -> Config:
    """Read an nbgrader_config.py; an empty configuration where there is none.

    Raises:
        AssignmentError: the file cannot be run.
    """
    if path is None:
        return Config()
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:  # the file is the author's own Python: anything may happen in it
        raise AssignmentError(f"{path.name}: {type(error).__name__}: {error}") from error


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


def run_job(job: str, version: AssignmentVersion, limits: Limits) -> None:
    """Grade ``submitted/learner`` of the folder `job`; the body of a worker process."""
    folder = Path(job)
    os.setsid()
    _clean_environment(folder)
    _log_to(folder / "worker.log")
    settings = _settings(version.config, folder, version.id)
    settings.CourseDirectory.source_directory = str(version.source.parent)
    settings.CourseDirectory.student_id = LEARNER
    settings.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    settings.Execute.timeout = limits.cell_seconds
    settings.BoundedExecute.notebook_seconds = limits.notebook_seconds
    settings.BoundedExecute.output_bytes = limits.output_kb * 1024
    shutil.copy(version.gradebook, folder / "gradebook.db")
    log, _reasons = _listening_log()
    grader = Autograde(coursedir=CourseDirectory(config=settings), config=settings, log=log)
    grader.autograde_preprocessors = [
        BoundedExecute if step.__name__ == "Execute" else step
        for step in grader.autograde_preprocessors
    ]
    (folder / BEGUN).touch()
    grader.start()
    report = _read_scores(settings.CourseDirectory.db_url, version)
    beside = folder / f"{RESULT}.new"
    beside.write_text(json.dumps(report), encoding="utf-8")
    beside.rename(folder / RESULT)


def _settings(config: Path | None, root: Path, assignment_id: str) -> Config:
    settings = load_config(config)
    settings.CourseDirectory.root = str(root)
    settings.CourseDirectory.assignment_id = assignment_id
    settings.CourseDirectory.notebook_id = "*"
    return settings


def _clean_environment(folder: Path) -> None:
    """Leave nothing of the grader's environment to the kernel; give it a home of its own."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = folder / "home"
    home.mkdir(exist_ok=True)
    os.environ.clear()
    os.environ.update(
        kept,
        HOME=str(home),
        USER=LEARNER,
        IPYTHONDIR=str(home / "ipython"),
        JUPYTER_RUNTIME_DIR=str(home / "runtime"),
        MPLCONFIGDIR=str(folder.parent / "matplotlib"),
        MPLBACKEND="module://matplotlib_inline.backend_inline",
        OPENBLAS_NUM_THREADS="1",
        OMP_NUM_THREADS="1",
    )


def _log_to(path: Path) -> None:
    """Send what the worker and its kernels print to a file: it belongs to no terminal."""
    with path.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


def _read_scores(database_url: str, version: AssignmentVersion) -> dict[str, Any]:
    """Read what nbgrader scored: item → auto score, and which answer cells are as released."""
    with Gradebook(database_url) as gradebook:
        submission = gradebook.find_submission(version.id, LEARNER)
        scores = {
            f"{notebook.name}/{grade.name}": grade.auto_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        blank = [
            comment.name
            for notebook in submission.notebooks
            for comment in notebook.comments
            if comment.auto_comment is not None
        ]
    return {"scores": scores, "blank": blank}


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
