"""What is done ahead for checks, in a process of its own that ends before any learner's code runs.

Statements of a check that depend on nothing a learner does are run here once. Their values are
carried to each checker as bytes, when the check is due; what has no such form, or an effect beside
its values, runs in each checker in its place.
"""

from __future__ import annotations

import ast
import contextlib
import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import CodeType
from typing import Any

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.checks.cell_source import CellRole, plain_source
from terakoya_autograde.checks.liveness import Leftovers, find_leftovers
from terakoya_autograde.checks.scope import Uses, examine
from terakoya_autograde.clean_room.attempts import Attempts
from terakoya_autograde.clean_room.ground import code_of, compiled, statements
from terakoya_autograde.clean_room.pickling import NotCarriedError, pack
from terakoya_autograde.interpreter.compiled import CompilingShell
from terakoya_autograde.interpreter.shell import Shell
from terakoya_autograde.randomness.process_streams import Streams
from terakoya_autograde.wire import Groundwork

__all__ = ["study"]

MOST_BYTES = 2 * 2**20  # of one check's values: they go to every checker
_DEFINES = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def study(
    plans: Mapping[str, tuple[CellPlan, ...]], shell: Shell, streams: Streams, attempts: Attempts
) -> Iterator[tuple[str, Groundwork]]:
    """Yield what is done ahead for each check, notebook by notebook.

    What is unfit to be done ahead, `attempts` says afterwards.

    Of a check that runs in the learner's process, what it makes without a learner's help: that is
    the instructor's, and other checks may need it.
    """
    names = shell.user_namespace
    clean, compiling = dict(names), shell.make_compiling()
    streams.begin("study")
    for notebook, cells in plans.items():
        left = find_leftovers(cells)
        ours: dict[str, Any] = {}  # what every checker has of the instructor's cells
        for plan in cells:
            if plan.unprotected and not (plan.early or plan.live):
                continue  # it may be no Python
            attempts.begin_cell()
            if plan.cell.role is CellRole.CHECK:
                run = partial(attempts.run, notebook, plan.cell.name, unheard=True)
                ahead = _Ahead(plan, left[plan.cell.name], names, ours, run)
                yield notebook, ahead.work(compiling)
            else:
                for node, _code in attempts.run_early(notebook, plan, names):
                    ours |= {name: names[name] for name in examine(node).binds & names.keys()}
        names.clear()
        names.update(clean)


@dataclass(frozen=True)
class _Step:
    """One early statement that went well."""

    node: ast.stmt
    uses: Uses

    @property
    def writes(self) -> frozenset[str]:
        return self.uses.binds | self.uses.changes

    @property
    def reads(self) -> frozenset[str]:
        return self.uses.loads | self.uses.changes | self.uses.later

    @property
    def defines(self) -> bool:
        return isinstance(self.node, _DEFINES)


class _Ahead:
    """One check's early statements."""

    def __init__(
        self,
        plan: CellPlan,
        left: Leftovers,
        names: dict[str, object],
        ours: Mapping[str, object],
        run: Callable[[Unfit, CodeType, dict[str, Any]], bool],
    ) -> None:
        self._plan, self._left, self._names, self._ours = plan, left, names, ours
        self._run = run
        before = _look(ours)
        self._steps = [
            _Step(node, examine(node))
            for node, code in code_of(plan, plan.early)
            if run(Unfit(node.lineno), code, names)
        ]
        self._disturbs = _look(ours) != before
        body = ast.parse(plain_source(plan.cell.source)).body
        self._used = _Reads([examine(node) for node in body])

    def work(self, compiling: CompilingShell) -> Groundwork:
        """Return the check with what was done for it."""
        carried, values = self._carry()
        plan, code = replace(self._plan, steps=()), b""
        if not plan.unprotected:
            calls = {} if self._disturbs else self._call()
            values |= {_name_of(place): value for place, value in calls.items()}
            plan = replace(plan, early=carried, calls=tuple(calls))
            trim = _LeaveOut({*carried, *_probe_lines(plan)}, set(calls)).visit
            with contextlib.suppress(SyntaxError):
                code = compiling.compile(plan.cell.source, trim).to_bytes()
        ours = (*self._plan.early, *self._plan.live)
        rest = tuple(line for line in ours if line not in carried)
        own = [examine(node) for node in statements(self._plan, ours)]
        return Groundwork(
            plan,
            code,
            marshal.dumps([part for _node, part in code_of(self._plan, rest)]),
            pack(values, self._ours),
            tuple(sorted(self._left.drops)),
            tuple(sorted(self._left.shared)),
            any((uses.binds | uses.changes) & self._left.kept for uses in own),
        )

    def _carry(self) -> tuple[tuple[int, ...], dict[str, Any]]:
        """Return the lines of the statements that need not run again, and what they have made."""
        if self._disturbs:
            return (), {}
        here = [step for step in self._steps if step.defines or not step.uses.binds]
        here = [step for step in here if not self._only_changes(step)]
        while True:
            here = self._with_company(here)
            carried = [step for step in self._steps if step not in here]
            values = {
                name: self._names[name]
                for step in carried
                for name in step.uses.binds
                if name in self._names and self._is_used(name, step)
            }
            unfit = [step for step in carried if not self._can_be_carried(step, values)]
            if not unfit:
                return tuple(step.node.lineno for step in carried), values
            here += unfit

    def _only_changes(self, step: _Step) -> bool:
        """Tell whether a statement only fills what other early statements have made."""
        made = {name for other in self._steps if not other.defines for name in other.uses.binds}
        return not step.defines and bool(step.uses.changes) and step.uses.changes <= made

    def _with_company(self, here: list[_Step]) -> list[_Step]:
        """Add what has to run where these run: what reads or changes the same objects."""
        here = list(here)
        grown = True
        while grown:
            grown = False
            acts = [step for step in here if not step.defines]
            written = frozenset().union(*(step.writes for step in acts))
            changed = frozenset().union(*(step.uses.changes for step in acts))
            for place, step in enumerate(self._steps):
                if step in here:
                    continue
                reads = self._used.closed(step.reads)
                seen = any(
                    other in acts and self._used.closed(other.reads) & step.writes
                    for other in self._steps[:place]
                )
                if reads & written or step.writes & changed or seen:
                    here.append(step)
                    grown = True
        return here

    def _is_used(self, name: str, step: _Step) -> bool:
        """Tell whether anything but the statement itself reads a name."""
        return name in self._left.kept or self._used.is_read(name, step.uses)

    def _can_be_carried(self, step: _Step, values: Mapping[str, object]) -> bool:
        made = {name: values[name] for name in step.uses.binds if name in values}
        if made and all(value is None for value in made.values()):
            return False  # it was called for something else
        try:
            return len(pack(made, self._ours)) <= MOST_BYTES
        except NotCarriedError:
            return False

    def _call(self) -> dict[tuple[int, int], Any]:
        """Return what calls of the instructor's own functions give, by their places."""
        known = {}
        for place, call in _calls(self._plan).items():
            name = _name_of(place)
            node = ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], call), call)
            code = compiled(ast.fix_missing_locations(node), self._plan)
            if not self._run(Unfit(*place), code, self._names):
                continue
            value = self._names.pop(name)
            with contextlib.suppress(NotCarriedError):
                if len(pack({"": value}, self._ours)) <= MOST_BYTES:
                    known[place] = value
        return known


class _Reads:
    """What the statements of one cell read."""

    def __init__(self, cell: Sequence[Uses]) -> None:
        self._cell = cell
        self._later = {name: uses.later for uses in cell for name in uses.binds}

    def closed(self, names: frozenset[str]) -> frozenset[str]:
        """Add what functions of the cell read when they are called."""
        found, waiting = set[str](), [*names]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._later.get(name, ())
        return frozenset(found)

    def is_read(self, name: str, but: Uses) -> bool:
        """Tell whether another statement reads a name."""
        others = (uses for uses in self._cell if uses != but)
        return any(name in uses.loads | uses.later | uses.changes for uses in others)


def _look(ours: Mapping[str, object]) -> dict[str, bytes]:
    """Return what the instructor's objects hold at present, as far as that can be told."""
    found = {}
    for name, value in ours.items():
        with contextlib.suppress(NotCarriedError):
            found[name] = pack({name: value}, {})
    return found


class _LeaveOut(ast.NodeTransformer):
    """Drops top-level statements by their first line, and puts values in the place of calls."""

    def __init__(self, lines: set[int], calls: set[tuple[int, int]]) -> None:
        self._lines, self._calls = lines, calls

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Drop the statements."""
        node.body = [entry for entry in node.body if entry.lineno not in self._lines]
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Put the value in its place."""
        place = (node.lineno, node.col_offset)
        if place in self._calls and isinstance(node.func, ast.Name):
            return ast.copy_location(ast.Name(_name_of(place), ast.Load()), node)
        self.generic_visit(node)
        return node


def _name_of(place: tuple[int, int]) -> str:
    """Return the variable that holds what the call at a place gave."""
    return f"__early_{place[0]}_{place[1]}"


def _calls(plan: CellPlan) -> dict[tuple[int, int], ast.Call]:
    wanted = set(plan.calls)
    tree = ast.parse(plain_source(plan.cell.source)) if wanted else ast.Module([], [])
    return {
        (node.lineno, node.col_offset): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.lineno, node.col_offset) in wanted
    }


def _probe_lines(plan: CellPlan) -> set[int]:
    body = ast.parse(plain_source(plan.cell.source)).body if plan.probes else []
    return {
        node.lineno
        for node in body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in plan.probes
    }
