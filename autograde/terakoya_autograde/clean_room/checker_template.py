"""What every checker of one assignment starts with: what the instructor's cells make.

Those are the cells that learners see. Of a check, the template knows its name: what it tests comes
when it is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.scope import examine
from terakoya_autograde.clean_room.attempts import Attempts
from terakoya_autograde.interpreter.shell import Shell

__all__ = ["CheckerTemplate"]


class CheckerTemplate:
    """The instructor's cells of an assignment, with everything done that no learner can change.

    Attributes:
        plans: notebook → its cells in order; those of checks are bare names.
        made: (notebook, cell) → what its early statements have made.
        spoiled: whether they have left something behind that a fork of this process would lack.
    """

    def __init__(self, plans: Mapping[str, tuple[CellPlan, ...]], shell: Shell) -> None:
        """Run the early statements, in the present directory, each notebook on its own."""
        self.plans: dict[str, tuple[CellPlan, ...]] = {}
        self.made: dict[tuple[str, str], dict[str, Any]] = {}
        self.compiling = shell.make_compiling()
        self._attempts = Attempts()
        names = shell.user_namespace  # functions keep this very dictionary as their globals
        clean = dict(names)
        for notebook, cells in plans.items():
            self.plans[notebook] = tuple(self._run_early(notebook, plan, names) for plan in cells)
            names.clear()
            names.update(clean)
        self.spoiled = self._attempts.spoiled

    def _run_early(self, notebook: str, plan: CellPlan, namespace: dict[str, object]) -> CellPlan:
        """Keep what a cell's early statements make; one that fails runs in its place instead."""
        before, went_well, bound = dict(namespace), [], set[str]()
        for node, _code in self._attempts.run_early(notebook, plan, namespace):
            went_well.append(node.lineno)
            bound |= examine(node).binds  # to what it was before, perhaps: not in a checker
        self.made[notebook, plan.cell.name] = {
            name: value
            for name, value in namespace.items()
            if name in bound or before.get(name) is not value
        }
        late = tuple(line for line in plan.early if line not in went_well)
        live = tuple(sorted({*plan.live, *late}))
        return replace(plan, early=tuple(went_well), live=live)
