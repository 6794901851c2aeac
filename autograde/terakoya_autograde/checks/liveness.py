"""What a check leaves behind: what something later needs of it, and what nothing needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole, plain_source
from terakoya_autograde.checks.scope import KNOWN_NAMES, Uses, examine

__all__ = ["Leftovers", "find_leftovers", "find_self_contained"]


_ALWAYS_BINDS = (
    ast.Assign
    | ast.AnnAssign
    | ast.Import
    | ast.ImportFrom
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
)


@dataclass(frozen=True)
class Leftovers:
    """What becomes of a check's names once it has run.

    Attributes:
        kept: names that it binds or changes and that something later needs.
        drops: names that it binds and that nothing later needs.
        shared: names that it reads, does not bind, and that something later reads too.
    """

    kept: frozenset[str]
    drops: frozenset[str]
    shared: frozenset[str]


def find_leftovers(plans: Sequence[CellPlan]) -> dict[str, Leftovers]:
    """Return what each check of a notebook leaves behind, by its grade_id."""
    cells = [(plan, _uses(plan)) for plan in plans]
    later = {
        name: uses.later for _plan, cell in cells for uses in cell for name in uses.binds
    }  # what a function reads that is called by its name
    found, needed = dict[str, Leftovers](), frozenset[str]()
    for plan, cell in reversed(cells):
        if plan.cell.role is CellRole.CHECK:
            alive = _with_makers(needed, cell)
            binds = frozenset().union(*(uses.binds for uses in cell))
            changes = frozenset().union(*(uses.changes for uses in cell))
            reads = _closed(frozenset().union(*(uses.loads | uses.changes for uses in cell)), later)
            found[plan.cell.name] = Leftovers(
                kept=(binds | changes) & alive,
                drops=binds - alive,
                shared=(reads & alive) - binds - {*plan.wanted} - KNOWN_NAMES,
            )
        needed |= frozenset().union(*(uses.loads | uses.later | uses.changes for uses in cell))
    return found


def find_self_contained(plans: Sequence[CellPlan]) -> frozenset[str]:
    """Return the checks of a notebook whose end depends on their own answers alone.

    Where a check leaves something behind that a learner's value has made or changed, and that a
    later cell reads before it makes it anew, neither it nor any later one is such a check.
    """
    later = {name: uses.later for plan in plans for uses in _uses(plan) for name in uses.binds}
    needed, found = frozenset[str](), dict[str, bool]()
    for plan in reversed(plans):
        if plan.cell.role is CellRole.CHECK and not plan.unprotected:
            ours = {*plan.early, *plan.live}
            asking = [examine(node) for node in _body(plan) if node.lineno not in ours]
            left = frozenset().union(*(uses.binds | uses.changes for uses in asking))
            found[plan.cell.name] = bool(left & needed)
        needed |= _exposed(plan, later)
    contained = set[str]()
    for plan in plans:
        if found.get(plan.cell.name):
            break
        if plan.cell.name in found:
            contained.add(plan.cell.name)
    return frozenset(contained)


def _exposed(plan: CellPlan, later: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return what a cell reads in the checker before it makes it itself, or takes it anew."""
    bound, found = {*plan.wanted, *plan.probes}, set[str]()
    for node in _body(plan):
        uses = examine(node)
        found |= (_closed(uses.loads | uses.changes, later) | uses.later) - bound
        if isinstance(node, _ALWAYS_BINDS):
            bound |= uses.binds
    return frozenset(found)


def _body(plan: CellPlan) -> list[ast.stmt]:
    """Return the statements of a cell that run in the checker."""
    if plan.cell.role is CellRole.LEARNER:
        return []
    here = {*plan.early, *plan.live}
    if plan.unprotected and not here:  # it may be no Python
        return []
    body = ast.parse(plain_source(plan.cell.source)).body
    return [node for node in body if not plan.unprotected or node.lineno in here]


def _uses(plan: CellPlan) -> list[Uses]:
    """Return what the statements do that run in the checker."""
    return [examine(node) for node in _body(plan)]


def _with_makers(needed: frozenset[str], cell: Iterable[Uses]) -> frozenset[str]:
    """Add what the values that are needed may still read: the rest of what made them."""
    alive, before = needed, frozenset[str]()
    while alive != before:
        before = alive
        for uses in cell:
            if (uses.binds | uses.changes) & alive:
                alive |= uses.loads | uses.later
    return alive


def _closed(names: frozenset[str], later: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Add what functions among the names read when they are called."""
    found, waiting = set[str](), [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += later.get(name, ())
    return frozenset(found)
