"""One submission: prepare the version, run it in a process of its own, read what came out."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from nbgrader.api import Gradebook
from nbgrader.utils import find_all_files

from terakoya_autograde import stock
from terakoya_autograde.errors import AssignmentError, WorkerError
from terakoya_autograde.execute import DIED, NOT_RUN, OUTPUT, TIMEOUT
from terakoya_autograde.model import (
    AssignmentVersion,
    Item,
    ItemResult,
    ItemStatus,
    Limits,
    Result,
    Status,
    Submission,
)

__all__ = ["ENGINE", "environment_digest", "grade_submission", "prepare_assignment"]

ENGINE = "nbgrader-process/1"
GRACE_SECONDS = 60
LARGEST_NOTEBOOK = 64 * 2**20
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_GRAVITY = list(Status)


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
            ending = _run(job, assignment, limits)
            if (job / stock.RESULT).exists() or (job / stock.BEGUN).exists():
                break
        else:
            raise WorkerError(f"{assignment.id}: the worker ended without a result, twice")
        return _read_result(job, assignment, submission, ending, time.monotonic() - started)


@cache
def environment_digest() -> str:
    """Return the SHA-256 (hex) of Python's version and every installed distribution."""
    lines = sorted(
        f"{entry.metadata['Name']}=={entry.version}" for entry in importlib.metadata.distributions()
    )
    text = "\n".join([platform.python_version(), sys.platform, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


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


def _run(job: Path, assignment: AssignmentVersion, limits: Limits) -> Status:
    """Run the worker to its end, its memory's end or its time's end; say which."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "terakoya_autograde.stock"])
    worker = context.Process(target=stock.run_job, args=(str(job), assignment, limits))
    worker.start()
    seconds = limits.notebook_seconds * max(1, len(assignment.notebooks)) + GRACE_SECONDS
    deadline = time.monotonic() + seconds
    ending = Status.OK
    try:
        while worker.is_alive():
            worker.join(0.2)
            if time.monotonic() > deadline:
                ending = Status.TIMEOUT
                break
            if _kill_the_greedy(worker.pid, limits.memory_mb * 2**20):
                ending = Status.MEMORY
    finally:
        _kill_tree(worker.pid)
        worker.join(10)
        worker.close()
    return ending


def _kill_the_greedy(pid: int | None, allowed: int) -> bool:
    """Kill every process below the worker when together they hold more than `allowed` bytes."""
    children = _descendants(pid)
    used = 0
    for child in children:
        try:
            used += child.memory_info().rss
        except psutil.Error:
            continue
    if used > allowed:
        _kill(children)
        return True
    return False


def _kill_tree(pid: int | None) -> None:
    children = _descendants(pid)
    if pid is not None and psutil.pid_exists(pid):
        children.append(psutil.Process(pid))
    _kill(children)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.Error:
            continue


def _descendants(pid: int | None) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _read_result(
    job: Path,
    assignment: AssignmentVersion,
    submission: Submission,
    ending: Status,
    seconds: float,
) -> Result:
    notebooks = _read_notebooks(job, assignment)
    report = _read_report(job)
    cells = {
        (name, cell["metadata"]["nbgrader"]["grade_id"]): cell
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade")
    }
    items = tuple(_item_result(item, report, cells, notebooks) for item in assignment.items)
    return Result(
        submission_digest=submission.digest,
        assignment_digest=assignment.digest,
        environment_digest=environment_digest(),
        engine=ENGINE,
        sandbox="none",
        status=_status(notebooks, assignment, report, ending),
        items=items,
        seconds=round(seconds, 3),
        notebooks={name: _as_text(notebook) for name, notebook in notebooks.items()},
        blank=frozenset(report.get("blank", ())),
    )


def _read_report(job: Path) -> dict[str, Any]:
    path = job / stock.RESULT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _read_notebooks(job: Path, assignment: AssignmentVersion) -> dict[str, Any]:
    """Read the executed notebooks, or, where grading broke off, what was handed in."""
    found: dict[str, Any] = {}
    for name in assignment.notebooks:
        for step in ("autograded", "submitted"):
            path = job / step / stock.LEARNER / assignment.id / f"{name}.ipynb"
            if path.is_file() and path.stat().st_size <= LARGEST_NOTEBOOK:
                found[name] = json.loads(path.read_text(encoding="utf-8"))
                break
    return found


def _as_text(notebook: Any) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _item_result(
    item: Item,
    report: Mapping[str, Any],
    cells: Mapping[tuple[str, str], Any],
    notebooks: Mapping[str, Any],
) -> ItemResult:
    if item.notebook not in notebooks:
        return ItemResult(item, 0.0, ItemStatus.MISSING)
    scores = report.get("scores", {})
    key, cell = f"{item.notebook}/{item.id}", cells.get((item.notebook, item.id))
    if key not in scores or cell is None:
        return ItemResult(item, 0.0, ItemStatus.NOT_RUN)
    if (score := scores[key]) is None:
        return ItemResult(item, 0.0, ItemStatus.MANUAL)
    error = _first_error(cell)
    if error is not None and error["ename"] == NOT_RUN:
        return ItemResult(item, float(score), ItemStatus.NOT_RUN)
    if score >= item.points:
        return ItemResult(item, float(score), ItemStatus.PASSED)
    if score > 0:
        return ItemResult(item, float(score), ItemStatus.PARTIAL)
    if error is None:
        return ItemResult(item, 0.0, ItemStatus.FAILED)
    kind = ItemStatus.FAILED if error["ename"] == "AssertionError" else ItemStatus.ERROR
    return ItemResult(item, 0.0, kind, _message(error))


def _first_error(cell: Any) -> Any:
    return next((out for out in cell.get("outputs", ()) if out["output_type"] == "error"), None)


def _message(error: Any) -> str:
    """Return the error's own words, without traceback: that would show the tests."""
    value = _ANSI.sub("", str(error.get("evalue", ""))).strip()[:500]
    if error["ename"] == "AssertionError":
        return value
    return f"{error['ename']}: {value}" if value else str(error["ename"])


def _status(
    notebooks: Mapping[str, Any],
    assignment: AssignmentVersion,
    report: Mapping[str, Any],
    ending: Status,
) -> Status:
    """Return the gravest thing that happened."""
    seen = {Status.OK, ending}
    if len(notebooks) < len(assignment.notebooks):
        seen.add(Status.MISSING)
    if not report and ending is Status.OK:
        seen.add(Status.FAILED)
    for notebook in notebooks.values():
        for cell in notebook["cells"]:
            graded = cell["metadata"].get("nbgrader", {}).get("grade", False)
            if (error := _first_error(cell)) is not None:
                seen.add(_meaning(error, graded=graded))
    return max(seen, key=_GRAVITY.index)


def _meaning(error: Any, *, graded: bool) -> Status:
    match error["ename"]:
        case name if name in _SYNTAX:
            return Status.SYNTAX
        case _ if error["ename"] == TIMEOUT or error.get("evalue") == TIMEOUT:
            return Status.TIMEOUT
        case _ if error["ename"] == OUTPUT:
            return Status.OUTPUT
        case _ if DIED in (error["ename"], error.get("evalue")):
            return Status.DIED
        case _:
            return Status.OK if graded else Status.ERROR
