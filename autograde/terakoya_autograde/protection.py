"""Which checks run in the clean room: all that the reference solution passes there.

A check that the reference passes only in the learner's process (it looks at an object that cannot
cross, at the shell, at a function's source) stays there, is called *unprotected*, and says why.
Only the instructor's version decides that, never a submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat

from terakoya_autograde.clean_room.cells import read_cells
from terakoya_autograde.clean_room.plan import CellPlan, plan_notebook
from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.master import Master, MasterNotebook
from terakoya_autograde.model import CellScore, Limits
from terakoya_autograde.nursery import Nursery
from terakoya_autograde.score import score_notebook
from terakoya_autograde.warm_executor import WarmExecutor

__all__ = ["Instructor", "Protected", "protect_checks"]

_REFERENCE_LIMITS = Limits(cell_seconds=120, notebook_seconds=600, memory_mb=2048, output_kb=8192)


@dataclass(frozen=True)
class Instructor:
    """The instructor's version.

    Attributes:
        released: name → the released notebook, plain JSON data.
        sources: name → the notebook with its solutions, where there is one.
        files: relative name → content of the data.
    """

    master: Master
    released: Mapping[str, Any]
    sources: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Protected:
    """An executor whose nursery knows the plan, and what is not protected.

    Attributes:
        unprotected: notebook → grade_id → why this check runs in the learner's process.
    """

    executor: WarmExecutor
    unprotected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def protect_checks(
    nursery: Nursery, instructor: Instructor, *, in_clean_room: bool = True
) -> Protected:
    """Plan the checks of an assignment, try them on the reference solution, and load the plan.

    Args:
        in_clean_room: False leaves all checks in the learner's process, as they are in nbgrader.

    Raises:
        AssignmentError: there is neither a released nor a source notebook to plan from.
    """
    if not in_clean_room:
        return Protected(WarmExecutor(nursery, instructor.files))
    found: dict[str, dict[str, str]] = {name: {} for name in instructor.master.notebooks}
    while True:
        plans = _plan(instructor, found)
        nursery.load(plans)
        executor = WarmExecutor(nursery, instructor.files, plans)
        more = _try_references(nursery, executor, instructor, plans)
        if not any(more.values()):
            unprotected = {name: _reasons(cells) for name, cells in plans.items()}
            return Protected(executor, unprotected)
        for name, reasons in more.items():
            found[name] |= reasons


def _plan(
    instructor: Instructor, unprotected: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[CellPlan, ...]]:
    plans = {}
    for name, master in instructor.master.notebooks.items():
        source = instructor.sources.get(name)
        notebook = instructor.released.get(name, source)
        if notebook is None:
            raise AssignmentError(f"{name}.ipynb: neither released nor in the source folder")
        plans[name] = plan_notebook(read_cells(notebook, master, source), unprotected[name])
    return plans


def _try_references(
    nursery: Nursery,
    executor: WarmExecutor,
    instructor: Instructor,
    plans: Mapping[str, tuple[CellPlan, ...]],
) -> dict[str, dict[str, str]]:
    """Return the checks that the reference passes in the learner's process only, and why."""
    more = {}
    in_kernel = WarmExecutor(nursery, instructor.files)
    for name, source in instructor.sources.items():
        master = instructor.master.notebooks.get(name)
        if master is None or name not in plans:
            continue
        known = _reasons(plans[name])
        clean = _score(executor, name, source, master, instructor.files)
        lost = [grade_id for grade_id, cell in clean.items() if _loses(cell)]
        lost = [grade_id for grade_id in lost if grade_id not in known]
        if lost:
            honest = _score(in_kernel, name, source, master, instructor.files)
            more[name] = {
                grade_id: clean[grade_id].message or clean[grade_id].note or "it fails there"
                for grade_id in lost
                if (honest[grade_id].auto_score or 0) > (clean[grade_id].auto_score or 0)
            }
    return more


def _loses(cell: CellScore) -> bool:
    return cell.auto_score is not None and cell.auto_score < cell.points


def _score(
    executor: WarmExecutor,
    name: str,
    source: Any,
    master: MasterNotebook,
    files: Mapping[str, bytes],
) -> dict[str, CellScore]:
    """Run the reference solution and score it: grade_id → its score."""
    notebook = nbformat.from_dict(source)
    executed = executor(notebook, files, _REFERENCE_LIMITS, name)
    return {cell.grade_id: cell for cell in score_notebook(notebook, master, executed.cells).cells}


def _reasons(cells: tuple[CellPlan, ...]) -> dict[str, str]:
    return {plan.cell.name: plan.unprotected for plan in cells if plan.unprotected}
