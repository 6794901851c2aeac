"""The executor of the engine: each notebook in a fresh, sandboxed child of a warm parent."""

from __future__ import annotations

import copy
import queue
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole
from terakoya_autograde.checks.liveness import find_self_contained
from terakoya_autograde.errors import WorkerError
from terakoya_autograde.model import Limits
from terakoya_autograde.randomness.beginnings import Beginnings
from terakoya_autograde.running.checkers import CleanRoom
from terakoya_autograde.running.runner import Executed, run_notebook
from terakoya_autograde.running.streams import Streams
from terakoya_autograde.verdicts import Verdicts, VerdictsDifferError
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.warm.outside_line import OpenLine
from terakoya_autograde.wire import Noted

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["MOST_AT_ONCE", "ReferenceRun", "WarmExecutor"]

MOST_AT_ONCE = 256
_NONE: frozenset[str] = frozenset()
ReferenceRun = Callable[["WarmExecutor", str], bool]


@dataclass(frozen=True)
class _Planned:
    """What is known of one notebook's checks before anybody hands it in.

    Attributes:
        checks: the grade_ids of those that run in the clean room.
        unprotected: of those that run in the learner's child.
        plans: grade_id → what becomes of each check.
        noted: what was noted when the reference solution was tried; None where everything may be.
        functions: the checks whose end depends on nothing but what they are answered.
    """

    checks: frozenset[str] = frozenset()
    unprotected: frozenset[str] = frozenset()
    plans: Mapping[str, CellPlan] = field(default_factory=dict)
    noted: Mapping[str, Noted] | None = None
    functions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cells: tuple[CellPlan, ...], noted: Mapping[str, Noted] | None) -> _Planned:
        """Sort a notebook's plan."""
        plans = {plan.cell.name: plan for plan in cells if plan.cell.role is CellRole.CHECK}
        return cls(
            frozenset(name for name, plan in plans.items() if not plan.unprotected),
            frozenset(plan.cell.name for plan in cells if plan.unprotected),
            plans,
            noted,
            _functions(cells, noted),
        )


class WarmExecutor:
    """Runs notebooks in children of one fork server; callable from many threads at once.

    Attributes:
        has_drawn: whether any notebook has drawn random numbers that nobody has seeded.
        verdicts: what is remembered of the checks; None where nothing is.
    """

    def __init__(
        self,
        fork_server: ForkServer,
        files: Mapping[str, bytes],
        plans: Mapping[str, tuple[CellPlan, ...]] | None = None,
        reference: Mapping[str, Mapping[str, Noted]] | None = None,
        beginnings: Beginnings | None = None,
    ) -> None:
        """Make an executor.

        Args:
            files: those that the fork server gives to every child anyway.
            plans: notebook → what is checked in the clean room; the fork server has loaded it.
            reference: notebook → check → what was noted when the reference solution was tried; a
                notebook that is not there may do everything.
            beginnings: where random streams begin that nobody has seeded; without it, chance is the
                system's.
        """
        self.has_drawn = False
        self._open_line: OpenLine | None = None
        self._beginnings = beginnings
        self._fork_server, self._files = fork_server, dict(files)
        self._planned = {
            name: _Planned.of(cells, (reference or {}).get(name))
            for name, cells in (plans or {}).items()
        }
        self.verdicts: Verdicts | None = None
        self._reference_run: ReferenceRun | None = None
        self._is_proving = False
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(MOST_AT_ONCE):
            self._slots.put(slot)

    def __call__(
        self,
        notebook: NotebookNode,
        files: Mapping[str, bytes],
        limits: Limits,
        name: str = "",
        *,
        gathers: bool = False,
    ) -> Executed:
        """Run the code cells of `notebook` in place, in a folder that holds `files`."""
        functions = self._find_functions(name)
        more = {path: body for path, body in files.items() if self._files.get(path) != body}
        notebook.metadata["language_info"] = dict(self._fork_server.language_info)
        with self._slot() as slot:

            def fork() -> Child:
                return self._fork_server.fork(more, slot, limits, self._open_line)

            def fork_checker() -> Child:
                return self._fork_server.fork_checker(slot, limits)

            planned, clean_room = self._planned.get(name, _Planned()), None
            if planned.checks or planned.unprotected:
                clean_room = CleanRoom(
                    name,
                    planned.checks,
                    planned.unprotected,
                    planned.plans,
                    planned.noted,
                    self._fork_server.groundwork(name) if planned.checks else (),
                    fork_checker,
                    self.verdicts if functions else None,
                    functions,
                )

            def run(room: CleanRoom | None) -> Executed:
                streams = Streams(self._beginnings, name, notebook)
                ran = run_notebook(notebook, fork, limits, room, streams, gathers=gathers)
                self.has_drawn |= streams.has_drawn
                return ran

            try:
                return run(clean_room)
            except VerdictsDifferError:
                verifies = self.verdicts is not None and self.verdicts.verifies
                if clean_room is None or verifies or self._is_proving:
                    raise
                return run(replace(clean_room, verdicts=None))

    @property
    def is_sandboxed(self) -> bool:
        """Whether learners' code is shut in."""
        return self._fork_server.sandbox

    def begun_elsewhere(self, variant: int) -> WarmExecutor:
        """Return an executor like this one, for which unseeded random numbers are others."""
        made = copy.copy(self)
        made._beginnings = replace(self._beginnings or Beginnings(""), variant=variant)
        made.has_drawn = False
        return made

    def with_line(self, open_line: OpenLine) -> WarmExecutor:
        """Return an executor like this one, whose learners' children get lines outside."""
        made = copy.copy(self)
        made._open_line = open_line
        return made

    def with_verdicts(
        self, verdicts: Verdicts | None, reference_run: ReferenceRun | None = None
    ) -> WarmExecutor:
        """Return an executor like this one that runs no check twice on the same answers.

        Args:
            verdicts: what is remembered; without any, each check is run.
            reference_run: runs the reference solution of a notebook by an executor, and tells
                whether it loses no point: that shows whether its checks can be remembered.
        """
        made = copy.copy(self)
        made.verdicts, made._reference_run = verdicts, reference_run
        return made

    def _find_functions(self, name: str) -> frozenset[str]:
        """Return the checks of a notebook that need not be run on the same answers again."""
        found = self._planned.get(name, _Planned()).functions
        if self._is_proving or not found:
            return found
        if self.verdicts is None:
            return _NONE
        return found if self.verdicts.is_worth_while(name, partial(self._prove, name)) else _NONE

    def _prove(self, name: str) -> bool:
        """Run the reference solution twice: in one checker, and each check in a fresh one.

        Where checks hang together in a way that nobody has seen, the two differ.
        """
        if self._reference_run is None:
            return False
        proving = copy.copy(self)
        proving._is_proving, proving._open_line = True, None
        try:
            return all(self._reference_run(proving, name) for _time in range(2))
        except WorkerError:
            return False

    @contextmanager
    def _slot(self) -> Iterator[int]:
        """Lend a number that no other running child has: a root grader makes a uid of it."""
        slot = self._slots.get()
        try:
            yield slot
        finally:
            self._slots.put(slot)


def _functions(cells: tuple[CellPlan, ...], noted: Mapping[str, Noted] | None) -> frozenset[str]:
    """Return the checks whose end depends on nothing but what they are answered.

    Where the reference solution has a check change what later ones read, or nobody can tell, it and
    they are not; nor is any of a notebook that has no reference solution.
    """
    if noted is None:
        return _NONE
    found = find_self_contained(cells)
    for at, plan in enumerate(cells):
        known = noted.get(plan.cell.name, Noted())
        if known.disturbed or known.opaque:
            return found - {each.cell.name for each in cells[at:]}
    return found
