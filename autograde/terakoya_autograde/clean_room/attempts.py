"""The instructor's early statements, tried one after another: each is looked at.

What opens a file, starts a thread or writes something does so in this process, and no other finds
it; where random numbers are drawn or seeded, the order matters. Such a statement is *unfit* to be
done ahead, and has to be done in its place.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType

from terakoya_autograde.checks.cell_plan import CellPlan, Unfit
from terakoya_autograde.clean_room.ground import code_of, run_quietly, runs_unheard
from terakoya_autograde.interpreter.fork_safety import FILES, PLACE, look, what_is_left
from terakoya_autograde.randomness.watching import Watching

__all__ = ["Attempts"]


class Attempts:
    """The attempts of one process.

    Attributes:
        spoiled: whether anything was left behind in this process.
    """

    def __init__(self, watching: Watching | None = None) -> None:
        """Begin; the current directory is where the statements expect the instructor's files.

        Args:
            watching: tells what draws random numbers, which is not looked at without it.
        """
        self.spoiled = False
        self._watching = watching
        self._folders = (Path.cwd(), Path(tempfile.gettempdir()))
        self._before = look(self._folders)
        self._unfit: dict[str, dict[str, list[Unfit]]] = {}

    @property
    def unfit(self) -> dict[str, dict[str, tuple[Unfit, ...]]]:
        """Notebook → cell → what of it failed, drew random numbers or left something behind."""
        return {
            notebook: {cell: tuple(places) for cell, places in cells.items()}
            for notebook, cells in self._unfit.items()
        }

    def begin_cell(self) -> None:
        """Begin a cell: random numbers of older ones are watched."""
        if self._watching is not None:
            self._watching.begin_cell()

    def run_early(
        self, notebook: str, plan: CellPlan, names: dict[str, object]
    ) -> Iterator[tuple[ast.stmt, CodeType]]:
        """Run a cell's early statements; yield those that may be done ahead, and their code."""
        for node, code in code_of(plan, plan.early):
            if self.run(notebook, plan.cell.name, Unfit(node.lineno), code, names):
                yield node, code

    def run(
        self,
        notebook: str,
        cell: str,
        place: Unfit,
        code: CodeType,
        names: dict[str, object],
        *,
        unheard: bool = False,
    ) -> bool:
        """Run a statement; tell whether it may be done ahead, as it has been here.

        Args:
            unheard: it may not, where it says something.
        """
        if self._watching is not None:
            self._watching.begin()
        went_well = (runs_unheard if unheard else run_quietly)(code, names)
        drawn = self._watching is not None and self._watching.has_drawn()
        left, self._before = what_is_left(self._before, self._folders)
        self.spoiled = self.spoiled or bool(left)
        if went_well and not left and not drawn:
            return True
        found = replace(place, stirs=FILES in left or PLACE in left)
        self._unfit.setdefault(notebook, {}).setdefault(cell, []).append(found)
        return False
