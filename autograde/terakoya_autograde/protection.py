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

from terakoya_autograde.checks.cells import read_cells
from terakoya_autograde.checks.plan import CellPlan, plan_notebook
from terakoya_autograde.errors import AssignmentError, WorkerError
from terakoya_autograde.model import CellScore, Limits, Status
from terakoya_autograde.notebooks.master import Master, MasterNotebook
from terakoya_autograde.notebooks.score import score_notebook
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.nursery import Nursery
from terakoya_autograde.wire import Noted

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
        tries = _Tries(nursery, instructor, plans)
        if not any(tries.only_in_kernel.values()):
            executor = WarmExecutor(nursery, instructor.files, plans, tries.noted)
            return Protected(executor, {name: _reasons(cells) for name, cells in plans.items()})
        for name, reasons in tries.only_in_kernel.items():
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


class _Tries:
    """What the reference solutions showed.

    Attributes:
        only_in_kernel: notebook → check → why it is passed in the learner's process only.
        noted: notebook → check → the arguments that its calls change, and the kinds of its values.
    """

    def __init__(
        self, nursery: Nursery, instructor: Instructor, plans: Mapping[str, tuple[CellPlan, ...]]
    ) -> None:
        self.only_in_kernel: dict[str, dict[str, str]] = {}
        self.noted: dict[str, dict[str, Noted]] = {}
        self._files = instructor.files
        self._clean = WarmExecutor(nursery, instructor.files, plans)
        self._in_kernel = WarmExecutor(nursery, instructor.files)
        for name, source in instructor.sources.items():
            if name in plans:
                self._try(instructor.master.notebooks[name], source, _reasons(plans[name]))

    def _try(self, master: MasterNotebook, source: Any, known: Mapping[str, str]) -> None:
        clean, self.noted[master.name] = self._run(self._clean, master, source)
        lost = [name for name, cell in clean.items() if _loses(cell) and name not in known]
        if lost:
            honest, _noted = self._run(self._in_kernel, master, source)
            self.only_in_kernel[master.name] = {
                name: clean[name].message or clean[name].note or "it fails outside"
                for name in lost
                if (honest[name].auto_score or 0) > (clean[name].auto_score or 0)
            }

    def _run(
        self, executor: WarmExecutor, master: MasterNotebook, source: Any
    ) -> tuple[dict[str, CellScore], dict[str, Noted]]:
        """Run a reference solution: check → its score, and what the checker noted."""
        notebook = nbformat.from_dict(source)
        executed = executor(notebook, self._files, _REFERENCE_LIMITS, master.name)
        if executor is self._clean and Status.DIED in executed.cells.values():
            raise WorkerError("a checker was killed while the reference was tried: run it again")
        scores = score_notebook(notebook, master, executed.cells, executed.words).cells
        noted = {
            notebook.cells[index].metadata.nbgrader.grade_id: known
            for index, known in executed.noted.items()
        }
        return {cell.grade_id: cell for cell in scores}, noted


def _loses(cell: CellScore) -> bool:
    return cell.auto_score is not None and cell.auto_score < cell.points


def _reasons(cells: tuple[CellPlan, ...]) -> dict[str, str]:
    return {plan.cell.name: plan.unprotected for plan in cells if plan.unprotected}
