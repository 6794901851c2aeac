"""The checker's side: instructor's cells and tests on the learner's values. No learner code runs.

The parent runs once what depends on nothing that a learner does (`Room`); a child of it checks one
notebook of one submission (`Checker`).
"""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from terakoya_autograde.checks.plan import CellPlan, CellRole, plain_source
from terakoya_autograde.checks.scope import examine
from terakoya_autograde.clean_room.borrowed import Learner, is_borrowed
from terakoya_autograde.clean_room.bridge import LEARNER_GONE, Enough
from terakoya_autograde.clean_room.likeness import stands_for
from terakoya_autograde.clean_room.withheld import CannotBeChecked
from terakoya_autograde.clean_room.words import line_of, words_of
from terakoya_autograde.errors import WireError
from terakoya_autograde.interpreter.compiled import CompiledCell
from terakoya_autograde.interpreter.shell import Shell
from terakoya_autograde.wire import Channel, Check

__all__ = ["Checker", "Room"]


class Room:
    """What every checker of one assignment starts with."""

    def __init__(self, plans: Mapping[str, tuple[CellPlan, ...]], shell: Shell) -> None:
        """Run the early statements, in the present directory, each notebook on its own."""
        self.plans: dict[str, tuple[CellPlan, ...]] = {}
        self.made: dict[tuple[str, str], dict[str, Any]] = {}
        self.compiling = shell.make_compiling()
        self.compiled: dict[tuple[str, str], CompiledCell] = {}
        names = shell.user_namespace  # functions keep this very dictionary as their globals
        clean = dict(names)
        for notebook, cells in plans.items():
            self.plans[notebook] = tuple(self._run_early(notebook, plan, names) for plan in cells)
            names.clear()
            names.update(clean)
            for plan in self.plans[notebook]:
                if plan.cell.role is CellRole.CHECK and not plan.unprotected:
                    trim = _LeaveOut({*plan.early, *_probe_lines(plan)}, set(plan.calls)).visit
                    cell = self.compiling.compile(plan.cell.source, trim)
                    self.compiled[notebook, plan.cell.name] = cell

    def _run_early(self, notebook: str, plan: CellPlan, namespace: dict[str, Any]) -> CellPlan:
        """Keep what a cell's early statements make; one that fails runs in its place instead."""
        before, went_well, bound = dict(namespace), [], set[str]()
        for node in _statements(plan, plan.early):
            code = compile(ast.Module([node], []), _file_of(plan), "exec")
            quiet = io.StringIO()
            try:
                with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                    exec(code, namespace)  # noqa: S102 - the instructor's own statements
            except Exception:  # noqa: BLE001, S112 - it will say so in its place
                continue
            went_well.append(node.lineno)
            bound |= examine(node).binds  # to what it was before, perhaps: not so in a checker
        known = []
        for place, call in _calls(plan).items():
            code = compile(ast.Expression(call), _file_of(plan), "eval")
            with contextlib.suppress(Exception):  # it will say so in its place
                namespace[_name_of(place)] = eval(code, namespace)  # noqa: S307 - the same
                known.append(place)
        made = {
            name: value
            for name, value in namespace.items()
            if name in bound or before.get(name) is not value
        }
        self.made[notebook, plan.cell.name] = made
        late = tuple(line for line in plan.early if line not in went_well)
        live = tuple(sorted({*plan.live, *late}))
        return replace(plan, early=tuple(went_well), live=live, calls=tuple(known))


class Checker:
    """One notebook's checks in a fresh child of the room."""

    def __init__(self, room: Room, shell: Shell) -> None:
        self._room, self._shell = room, shell
        shell.hide_frames(Path(__file__).parent)  # the bridge to the learner's functions
        self._done = 0
        self._values: Channel | None = None
        self._gone: set[str] = set()  # names of what those lent who are no more

    def meet(self, values: Channel) -> None:
        """Ask this child from now on; an earlier one has ended."""
        if self._values is not None:
            self._values.close()
        self._values = values

    def check(self, wanted: Check) -> dict[str, Any]:
        """Run one check on the learner's present values; return the reply as a kernel would.

        `words` in it is what the learner may hear, `noted` what the reference has to answer for.
        """
        if self._values is None:
            raise WireError("no learner's child to ask")
        plan = self._come_to(wanted.notebook, wanted.cell)
        names, hidden = self._shell.user_namespace, dict[str, Any]()
        try:
            allowed = None if wanted.changes is None else frozenset(wanted.changes)
            learner = Learner(self._values, allowed, wanted.kinds)
            hidden = self._take_names(learner, plan, names)
            before = dict(names)
            self._shell.name_code(_file_of(plan), plan.cell.source, wanted.count)
            with self._room.compiling.running(self._room.compiled[wanted.notebook, wanted.cell]):
                reply = self._shell.run(plan.cell.source, wanted.cell, wanted.count)
            error = self._shell.last_error if reply["status"] == "error" else None
            words = words_of(error, names, plan.cell.hidden) if error is not None else ""
            line = line_of(error, names) if error is not None else 0
            if wanted.apart:
                self._gone |= {
                    name
                    for name, value in names.items()
                    if is_borrowed(value) and before.get(name) is not value
                }
            if reply["status"] == "ok" and learner.refusals.met:  # the test caught it, and went on
                words = learner.refusals.met[0]
                reply = {"status": "error", "ename": CannotBeChecked.__name__, "evalue": words}
            return reply | {"words": words, "noted": learner.noted, "line": line}
        except WireError as error:
            return {"status": "error", "ename": LEARNER_GONE, "evalue": str(error)}
        finally:
            names.update(hidden)
            with contextlib.suppress(WireError):
                self._values.send(Enough())

    def _take_names(
        self, learner: Learner, plan: CellPlan, names: dict[str, Any]
    ) -> dict[str, Any]:
        """Bind what the learner gives up; return what was hidden because he has not imported it.

        Nobody else's thing stands in for what he did not make: not an earlier check's, not ours.
        """
        again = sorted(name for name in self._gone if is_borrowed(names.get(name)))
        self._gone.clear()
        for name in (*plan.wanted, *plan.probes, *again):
            names.pop(name, None)
        asked = dict.fromkeys((*plan.wanted, *again, *plan.imports))
        found = learner.take(tuple(asked), dict(plan.probes))
        given = {name: found.pop(name) for name in plan.imports if name in found}
        names.update(found)
        return {
            name: names.pop(name)
            for name in plan.imports
            if name in names and not stands_for(given.get(name), names[name])
        }

    def _come_to(self, notebook: str, cell: str) -> CellPlan:
        """Do what the instructor's cells before this check do, and return its plan."""
        plans, names = self._room.plans[notebook], self._shell.user_namespace
        while True:
            plan = plans[self._done]
            self._done += 1
            names.update(self._room.made[notebook, plan.cell.name])
            if plan.cell.name == cell:
                return plan
            if plan.cell.role is not CellRole.CHECK or plan.unprotected:
                self._run_live(plan, names)

    def _run_live(self, plan: CellPlan, names: dict[str, Any]) -> None:
        quiet = io.StringIO()
        for node in _statements(plan, plan.live):
            code = compile(ast.Module([node], []), _file_of(plan), "exec")
            with (
                contextlib.suppress(Exception),  # a check that needs it will miss it, and say so
                contextlib.redirect_stdout(quiet),
                contextlib.redirect_stderr(quiet),
            ):
                exec(code, names)  # noqa: S102 - the instructor's own statements


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


def _file_of(plan: CellPlan) -> str:
    """Return the name under which a cell's early statements are compiled."""
    return f"<{plan.cell.name}>"


def _statements(plan: CellPlan, lines: tuple[int, ...]) -> list[ast.stmt]:
    body = ast.parse(plain_source(plan.cell.source)).body if lines else []
    return [node for node in body if node.lineno in set(lines)]


def _probe_lines(plan: CellPlan) -> set[int]:
    body = ast.parse(plain_source(plan.cell.source)).body if plan.probes else []
    return {
        node.lineno
        for node in body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in plan.probes
    }
