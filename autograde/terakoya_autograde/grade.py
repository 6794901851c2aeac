"""One submission: prepare the version, run it in a process of its own, read what came out."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.utils import find_all_files

from terakoya_autograde import stock
from terakoya_autograde.errors import AssignmentError, WorkerError
from terakoya_autograde.model import AssignmentVersion, Item, Limits, Result, Submission
from terakoya_autograde.outcome import read_result
from terakoya_autograde.worker import run_worker

__all__ = ["grade_submission", "prepare_assignment"]


@contextmanager
def prepare_assignment(source: Path, config: Path | None = None) -> Iterator[AssignmentVersion]:
    """Yield the instructor's version in `source`, ready to be graded against.

    Raises:
        AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
    """
    with tempfile.TemporaryDirectory(prefix="terakoya-version-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'gradebook.db'}"
        stock.generate(source, config, folder, url)
        items, notebooks = _read_items(url, source.name)
        if not items:
            raise AssignmentError(f"{source.name}: no graded cell")
        yield AssignmentVersion(
            id=source.name,
            source=source,
            gradebook=folder / "gradebook.db",
            config=config,
            digest=_digest(source, config),
            items=items,
            notebooks=notebooks,
        )


def grade_submission(
    assignment: AssignmentVersion, submission: Submission, limits: Limits
) -> Result:
    """Grade one submission in a process of its own.

    Whatever the learner's code does is in the result's status; a worker that gives no result at
    all before its first cell is tried once more.

    Raises:
        WorkerError: the worker gave no result, twice.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="terakoya-grade-") as name:
        for attempt in ("first", "second"):
            job = Path(name) / attempt
            _fill_job(job, assignment, submission)
            ending = run_worker(job, assignment, limits)
            if (job / stock.RESULT).exists() or (job / stock.BEGUN).exists():
                break
        else:
            raise WorkerError(f"{assignment.id}: the worker ended without a result, twice")
        return read_result(job, assignment, submission, ending, time.monotonic() - started)


def _digest(source: Path, config: Path | None) -> str:
    """Hash the files that nbgrader takes from `source`: notebooks and data, and the config."""
    ignored = list(stock.load_config(config).CourseDirectory.get("ignore", []))
    files = sorted(Path(entry) for entry in find_all_files(str(source), ignored))
    summary = hashlib.sha256()
    for path in [*files, *([config] if config else [])]:
        name = path.relative_to(source) if path.is_relative_to(source) else path.name
        summary.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return summary.hexdigest()


def _read_items(url: str, assignment_id: str) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    with Gradebook(url) as gradebook:
        notebooks = gradebook.find_assignment(assignment_id).notebooks
        items = tuple(
            Item(notebook.name, cell.name, float(cell.max_score))
            for notebook in notebooks
            for cell in notebook.grade_cells
        )
        return items, tuple(notebook.name for notebook in notebooks)


def _fill_job(job: Path, assignment: AssignmentVersion, submission: Submission) -> None:
    target = job / "submitted" / stock.LEARNER / assignment.id
    target.mkdir(parents=True)
    for name, path in submission.files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
