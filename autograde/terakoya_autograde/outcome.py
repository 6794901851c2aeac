"""What came out of a worker's folder: scores, statuses and executed notebooks."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from terakoya_autograde import stock
from terakoya_autograde.execute import DIED, NOT_RUN, OUTPUT, TIMEOUT
from terakoya_autograde.model import (
    AssignmentVersion,
    Item,
    ItemResult,
    ItemStatus,
    Result,
    Status,
    Submission,
)

__all__ = ["ENGINE", "environment_digest", "read_result"]

ENGINE = "nbgrader-process/1"
LARGEST_NOTEBOOK = 64 * 2**20
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_GRAVITY = list(Status)


@cache
def environment_digest() -> str:
    """Return the SHA-256 (hex) of Python's version and every installed distribution."""
    lines = sorted(
        f"{entry.metadata['Name']}=={entry.version}" for entry in importlib.metadata.distributions()
    )
    text = "\n".join([platform.python_version(), sys.platform, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def read_result(
    job: Path,
    assignment: AssignmentVersion,
    submission: Submission,
    ending: Status,
    seconds: float,
) -> Result:
    """Read the folder `job` after its worker ended; what is not there counts as not run."""
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
    kind, message = _verdict(float(score), item.points, _first_error(cell))
    return ItemResult(item, float(score), kind, message)


def _verdict(score: float, points: float, error: Any) -> tuple[ItemStatus, str]:
    """Return how an item ended, and why, from its score and its cell's first error."""
    if error is not None and error["ename"] == NOT_RUN:
        return ItemStatus.NOT_RUN, ""
    if score >= points:
        return ItemStatus.PASSED, ""
    if score > 0:
        return ItemStatus.PARTIAL, ""
    if error is None:
        return ItemStatus.FAILED, ""
    asserted = error["ename"] == "AssertionError"
    return (ItemStatus.FAILED if asserted else ItemStatus.ERROR), _message(error)


def _errors(cell: Any) -> list[Any]:
    return [out for out in cell.get("outputs", ()) if out["output_type"] == "error"]


def _first_error(cell: Any) -> Any:
    return next(iter(_errors(cell)), None)


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
    if notebooks and not report and ending is Status.OK:
        seen.add(Status.FAILED)
    for notebook in notebooks.values():
        for cell in notebook["cells"]:
            graded = cell["metadata"].get("nbgrader", {}).get("grade", False)
            seen |= {_meaning(error, graded=graded) for error in _errors(cell)}
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
