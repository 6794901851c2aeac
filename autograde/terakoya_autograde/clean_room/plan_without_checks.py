"""What every checker may know of an assignment from its start: no test and no answer."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.clean_room.ground import statements

__all__ = ["without_checks"]


def without_checks(plans: Mapping[str, tuple[CellPlan, ...]]) -> dict[str, tuple[CellPlan, ...]]:
    """Return plans that hold no test and no answer: of checks their names, of answers imports."""
    return {name: tuple(map(_bare, cells)) for name, cells in plans.items()}


def _bare(plan: CellPlan) -> CellPlan:
    cell = plan.cell
    if cell.role is CellRole.INSTRUCTOR:
        return plan
    imports: list[ast.stmt] = []
    if cell.role is CellRole.LEARNER:
        imports = statements(plan, (*plan.early, *plan.live))
    bare = SourceCell(cell.name, cell.role, "\n".join(map(ast.unparse, imports)))
    early = [line for line, node in enumerate(imports, start=1) if node.lineno in plan.early]
    live = [line for line, node in enumerate(imports, start=1) if node.lineno in plan.live]
    return CellPlan(bare, tuple(early), tuple(live))
