"""A plan of an assignment's checks, and what the reference solutions show of it."""

from __future__ import annotations

from collections.abc import Mapping

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.checks.cell_source import CellRole
from terakoya_autograde.checks.code_cells import read_cells
from terakoya_autograde.checks.planner import plan_notebook
from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.model import CellScore
from terakoya_autograde.notebooks.broken import BrokenCell
from terakoya_autograde.protection.reference import Instructor, Plainly, run_reference
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.wire import Noted

__all__ = ["Plans", "Reasons", "Trial", "reasons_of"]

Reasons = dict[str, dict[str, str]]
"""Notebook → check → why it runs in the learner's process."""


class Plans:
    """The plans of an assignment.

    What has shown that it must not run early does so in no later plan.
    """

    def __init__(self, fork_server: ForkServer, instructor: Instructor) -> None:
        self._fork_server, self._instructor = fork_server, instructor
        self._unfit: dict[str, dict[str, set[Unfit]]] = {
            name: {} for name in instructor.master.notebooks
        }

    def load(self, unprotected: Reasons) -> dict[str, tuple[CellPlan, ...]]:
        """Plan, and have it loaded, until all that is early in the plan is fit for that.

        Raises:
            AssignmentError: there is neither a released nor a source notebook to plan from.
        """
        while True:
            plans = {name: self._plan(name, unprotected[name]) for name in self._unfit}
            self._fork_server.load(plans)
            if not self._take_note():
                return plans

    def _take_note(self) -> bool:
        """Add what the loaded plan has shown to what was known; tell whether that is anything."""
        known = self._count()
        for name, cells in self._fork_server.find_unfit().items():
            for cell, places in cells.items():
                self._unfit[name].setdefault(cell, set()).update(places)
        return self._count() > known

    def _count(self) -> int:
        return sum(len(places) for cells in self._unfit.values() for places in cells.values())

    def _plan(self, name: str, unprotected: Mapping[str, str]) -> tuple[CellPlan, ...]:
        instructor = self._instructor
        source = instructor.sources.get(name)
        notebook = instructor.released.get(name, source)
        if notebook is None:
            raise AssignmentError(f"{name}.ipynb: neither released nor in the source folder")
        cells = read_cells(notebook, instructor.master.notebooks[name], source, instructor.marks)
        return plan_notebook(cells, unprotected, self._unfit[name])


class Trial:
    """What the reference solutions show of one plan, which the fork server has loaded.

    Attributes:
        only_in_kernel: notebook → check → why it is passed in the learner's process only; without
            those that run there already.
        noted: notebook → check → the arguments that its calls change, and the kinds of its values.
        broken: the instructor's own cells that end the program, or end with an error.
    """

    def __init__(
        self,
        fork_server: ForkServer,
        instructor: Instructor,
        plans: dict[str, tuple[CellPlan, ...]],
        plainly: Plainly,
    ) -> None:
        self.plans = plans
        self.only_in_kernel: Reasons = {}
        self.noted: dict[str, dict[str, Noted]] = {}
        self.broken: list[BrokenCell] = []
        self._plainly, self._lost = plainly, dict[str, dict[str, CellScore]]()
        beginnings = instructor.beginnings
        executor = WarmExecutor(fork_server, instructor.files, self.plans, beginnings=beginnings)
        left: dict[str, bytes] = {}
        for name in instructor.references:
            ran = run_reference(executor, instructor, name, instructor.extra_files | left)
            left |= ran.left
            self.noted[name] = ran.noted
            self.broken += ran.broken
            self._lost[name] = {key: cell for key, cell in ran.scores.items() if _loses(cell)}
            known = reasons_of(self.plans[name])
            self.only_in_kernel[name] = {
                key: _why(cell) for key, cell in self._worse(name) if key not in known
            }

    def _worse(self, name: str) -> list[tuple[str, CellScore]]:
        """Return the checks for which the reference gets less than when it is run plainly."""
        lost = self._lost[name]
        plain = self._plainly.scores(name) if lost else {}
        return [
            (key, cell)
            for key, cell in lost.items()
            if (plain[key].auto_score or 0) > (cell.auto_score or 0)
        ]

    def unfair(self) -> tuple[tuple[str, str, str], ...]:
        """Return (notebook, check, why) of what takes points from the reference all the same."""
        return tuple(
            (name, key, _why(cell))
            for name in sorted(self._lost)
            for key, cell in self._worse(name)
        )

    def untried(self) -> dict[str, tuple[str, ...]]:
        """Return the checks that no reference solution passes, however it is run."""
        found = {}
        for name, cells in self.plans.items():
            checks = [plan.cell.name for plan in cells if plan.cell.role is CellRole.CHECK]
            lost = self._lost.get(name, checks)
            found[name] = tuple(check for check in checks if check in lost)
        return {name: checks for name, checks in found.items() if checks}


def reasons_of(cells: tuple[CellPlan, ...]) -> dict[str, str]:
    """Return why each check of a plan runs in the learner's process that does."""
    return {plan.cell.name: plan.unprotected for plan in cells if plan.unprotected}


def _loses(cell: CellScore) -> bool:
    return cell.auto_score is not None and cell.auto_score < cell.points


def _why(cell: CellScore) -> str:
    return cell.message or cell.note or "it fails outside"
