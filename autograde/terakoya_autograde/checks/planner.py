"""Where each statement of the instructor's version runs, and what an item takes from the learner.

Learner cells run in the learner's child. Everything else that a check needs is built in the
checker from the instructor's version: imports, helpers, data. What learner cells bind or change,
and what is computed from that, is fetched when the item is due.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.checks.cell_source import (
    CellRole,
    SourceCell,
    examine_all,
    hiding_magic,
    plain_source,
    probes_of,
)
from terakoya_autograde.checks.check_slicing import Step, read_steps
from terakoya_autograde.checks.effects import Effect, Known, effect_of_calls, names_in
from terakoya_autograde.checks.files_in_checks import Looks, how_it_looks
from terakoya_autograde.checks.given_classes import calm_classes
from terakoya_autograde.checks.scope import (
    KNOWN_NAMES,
    Uses,
    calls_at_once,
    examine,
    only_shows,
    paths_of,
    shows,
)
from terakoya_autograde.checks.taint import THEIRS, Tainted

__all__ = ["plan_notebook"]

# these find what they need whatever has become of the files
_QUIET = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def plan_notebook(
    cells: Iterable[SourceCell],
    unprotected: Mapping[str, str] | None = None,
    unfit: Mapping[str, Collection[Unfit]] | None = None,
) -> tuple[CellPlan, ...]:
    """Return the plan of every instructor's cell and check, in order.

    Args:
        cells: the code cells of the instructor's version, solutions included where there are any.
        unprotected: names of checks that must run in the learner's process, and why.
        unfit: name of a cell → what of it has shown that it must not run early.
    """
    planner = _Planner(dict(unprotected or {}), dict(unfit or {}))
    plans = [plan for cell in cells if (plan := planner.plan(cell)) is not None]
    while plans and plans[-1].cell.role is not CellRole.CHECK:
        plans.pop()  # nothing asks for what it makes
    return tuple(plans)


class _Planner:
    """Walks through a notebook, keeping for each name who made what it stands for."""

    def __init__(self, unprotected: dict[str, str], unfit: dict[str, Collection[Unfit]]) -> None:
        self._unprotected, self._all_unfit = unprotected, unfit
        self._unfit: dict[tuple[int, int], Unfit] = {}  # of the present cell
        self._looks: Looks = ""  # how the present check looks at a learner's files
        self._stirred = False  # files are no longer as they were in the checker's parent
        self._ours: set[str] = set()  # made in the checker
        self._later: dict[str, frozenset[str]] = {}  # functions and classes: what they read
        self._modules: set[str] = set()
        self._cold: set[str] = set()  # modules that each checker imports itself
        self._imported: set[str] = set()  # ours, by an import that stands in an answer cell
        self._moving: set[str] = set()  # ours, but changed or made by what runs in each checker
        self._tested: set[str] = set()  # ours, but made or changed by a check ahead of all learners
        self._shadowed: set[str] = set()  # built-in names that learner cells bind
        self._paths: dict[str, str] = {}  # what imports bound
        self._roots: set[str] = set()  # modules that are imported before
        self._tainted = Tainted()  # what a learner decides, down to the items of our own lists
        self._does: dict[str, Effect] = {}  # our functions and classes: what calling them does

    def plan(self, cell: SourceCell) -> CellPlan | None:
        """Take the next cell; None for one that has no part in the checker."""
        reason = self._unprotected.get(cell.name, "")
        unfit = self._all_unfit.get(cell.name, ())
        self._unfit = {(each.line, each.column): each for each in unfit}
        try:
            statements = examine_all(cell.source)
        except SyntaxError as error:
            for name in names_in(cell.source):  # whatever it does to them
                self._forget(name)
                self._tainted.names[name] = THEIRS
            if cell.role is not CellRole.CHECK:
                return None
            return CellPlan(cell, unprotected=reason or f"it cannot be analysed: {error.msg}")
        interpreted = self._interpreted(cell, [node for node, _uses in statements])
        if cell.role is CellRole.CHECK and not reason:
            reason = next(
                (found for node, _uses in statements if (found := hiding_magic(node))), ""
            )
            reason = reason or interpreted
        if cell.role is CellRole.LEARNER:
            early, live = self._answer(statements)
            return CellPlan(cell, early, live) if early or live else None
        if cell.role is CellRole.INSTRUCTOR:
            return self._instructor(cell, statements)
        steps = self._steps(cell)
        if reason:  # what it makes without a learner's help is ours all the same
            plan = self._instructor(cell, statements) or CellPlan(cell)
            for node, uses in statements:
                if node.lineno in plan.early:
                    self._tested |= uses.binds | (uses.changes - self._modules)
            return replace(plan, unprotected=reason, steps=steps)
        return replace(self._check(cell, statements), steps=steps)

    def _interpreted(self, cell: SourceCell, nodes: list[ast.stmt]) -> str:
        """Say what a check has interpreted of the learner's; empty where there is nothing."""
        if cell.role is CellRole.LEARNER:
            self._tainted.answer(nodes)
            return ""
        probes = dict(probes_of(cell.source, nodes))
        self._looks = how_it_looks(cell.source) if cell.role is CellRole.CHECK else ""
        trial = Tainted(dict(self._tainted.names))
        if self._looks and trial.take(nodes, probes, reads=True):
            self._looks = ""  # what it reads it would run: it finds no file of a learner's
        found = self._tainted.take(nodes, probes, reads=bool(self._looks))
        return " ".join(map(str, found[:1]))

    def _steps(self, cell: SourceCell) -> tuple[Step, ...]:
        """Return what a check does to the notebook that the learner ran."""
        parts = plain_source(cell.released), plain_source(cell.source)
        known = self._known(frozenset())
        return read_steps(*parts, cell.hidden, known, self._is_foreign)

    def _is_foreign(self, name: str) -> bool:
        return bool(self._foreign([name]))

    def _known(self, foreign: frozenset[str]) -> Known:
        return Known(dict(self._paths), frozenset(self._roots), foreign, dict(self._does))

    def _answer(
        self, statements: Sequence[tuple[ast.stmt, Uses]]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the lines of the imports, early and live.

        What they bind is a library's, whoever imports it. The rest is the learner's.
        """
        early: list[int] = []
        live: list[int] = []
        for node, uses in statements:
            if isinstance(node, ast.Import | ast.ImportFrom) and uses.binds:
                fits = self._is_early(node, uses, set())
                (early if fits else live).append(node.lineno)
                self._take(node, uses, moving=not fits)
                self._imported |= uses.binds
            else:
                self._give_up([(node, uses)])
        return tuple(early), tuple(live)

    def _give_up(self, statements: Sequence[tuple[ast.stmt, Uses]]) -> None:
        """What learner cells bind or change is theirs from now on."""
        for node, uses in statements:
            if hiding_magic(node):  # its line is code
                for name in names_in(ast.unparse(node)):
                    self._forget(name)
            for name in uses.binds | (uses.changes - self._modules):
                self._forget(name)
            self._shadowed |= uses.binds & KNOWN_NAMES

    def _forget(self, name: str) -> None:
        self._ours.discard(name)
        self._modules.discard(name)
        self._cold.discard(name)
        self._moving.discard(name)
        self._imported.discard(name)
        self._tested.discard(name)
        self._later.pop(name, None)
        self._paths.pop(name, None)
        self._does.pop(name, None)

    def _instructor(
        self, cell: SourceCell, statements: Sequence[tuple[ast.stmt, Uses]]
    ) -> CellPlan | None:
        early, live, touched = [], [], set[str]()
        for node, uses in statements:
            if self._foreign(self._needed(uses)) or hiding_magic(node):
                self._give_up([(node, uses)])
            elif only_shows(node):
                continue
            elif self._is_early(node, uses, touched) and not self._needed(uses) & self._tested:
                early.append(node.lineno)
                self._take(node, uses, moving=False)
            else:
                live.append(node.lineno)
                touched |= uses.loads | uses.binds | uses.changes
                self._take(node, uses, moving=True)
        if not (early or live):
            return None
        classes = calm_classes([node for node, _uses in statements], self._tainted.names)
        ours = tuple(name for name in classes if name in self._ours)
        return CellPlan(cell, tuple(early), tuple(live), classes=ours)

    def _check(self, cell: SourceCell, statements: Sequence[tuple[ast.stmt, Uses]]) -> CellPlan:
        probes = dict(probes_of(cell.source, [node for node, _uses in statements]))
        for name in probes:
            self._forget(name)
        early, calls, wanted, touched = [], [], dict.fromkeys(probes), set[str]()
        bound, imports = set(probes), set[str]()
        for position, (node, uses) in enumerate(statements, start=1):
            if uses.binds & set(probes):
                continue
            needed = self._needed(uses)
            wanted |= dict.fromkeys(sorted(self._foreign(needed) - bound))
            imports |= (needed & self._imported) - bound
            last = position == len(statements)
            clean = not self._foreign(needed) and not needed & set(probes)
            if clean and not shows(node, last=last) and self._is_early(node, uses, touched):
                early.append(node.lineno)
                self._take(node, uses, moving=False)
                self._tested |= uses.binds | (uses.changes - self._modules)
            else:
                calls += [(call.lineno, call.col_offset) for call in self._early_calls(node)]
                touched |= uses.loads | uses.binds | uses.changes
                self._take(node, uses, moving=True)
            bound |= uses.binds
        names = tuple(name for name in wanted if name not in probes)
        for name in probes:
            self._forget(name)
        return CellPlan(
            cell,
            tuple(early),
            calls=tuple(calls),
            wanted=names,
            imports=tuple(sorted(imports)),
            probes=probes,
            files=self._looks,
        )

    def _early_calls(self, statement: ast.stmt) -> Iterator[ast.Call]:
        """Yield the calls of our own functions that give the same for every learner."""
        for call in calls_at_once(statement):
            if isinstance(call.func, ast.Name) and call.func.id in self._later:
                uses = examine(ast.Expr(call))
                if not self._foreign(self._needed(uses)) and self._is_early(call, uses, set()):
                    yield call

    def _needed(self, uses: Uses) -> set[str]:
        """Return what a statement reads, functions that it may call included."""
        found: set[str] = set()
        waiting = [*uses.loads, *uses.changes]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._later.get(name, ())
        return found

    def _foreign(self, names: Iterable[str]) -> frozenset[str]:
        known = self._ours | (KNOWN_NAMES - self._shadowed)
        return frozenset(name for name in names if name not in known)

    def _is_early(self, node: ast.stmt | ast.Call, uses: Uses, touched: set[str]) -> bool:
        """Tell whether a statement or call finds everything as it is in the checker's parent.

        `touched` are the names that later-run statements of the same cell before it use: what is
        early runs before them, so it must not bind these.
        """
        place = node.lineno, node.col_offset if isinstance(node, ast.Call) else -1
        if (known := self._unfit.get(place)) is not None:
            self._stirred = self._stirred or known.stirs
            return False
        if self._stirred and not isinstance(node, _QUIET):
            return False
        return not self._needed(uses) & self._moving and not uses.binds & touched

    def _take(self, node: ast.stmt, uses: Uses, *, moving: bool) -> None:
        """Note what a statement that runs in the checker makes."""
        for name in uses.binds:
            self._forget(name)
            self._ours.add(name)
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._modules.add(name)
                if moving:  # no parent has it: what is done with it is for each checker
                    self._cold.add(name)
                self._paths |= paths_of(node)
                self._roots |= {path.split(".")[0] for path in paths_of(node).values()}
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._later[name] = uses.later
                self._does[name] = effect_of_calls(node, self._known(self._foreign(uses.later)))
        if moving:
            steady = self._modules - self._cold
            still = self._needed(uses) - steady - set(self._later)
            self._moving |= (still | uses.binds) & self._ours - steady
