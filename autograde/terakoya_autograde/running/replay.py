"""What checks of the clean room do to the notebook that the learner ran, in the learner's child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.check_slicing import (
    Slice,
    Step,
    slice_hidden,
    slice_released,
    words_of,
)
from terakoya_autograde.running.checkers import CleanRoom
from terakoya_autograde.running.recording import grade_id_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Released"]


class Released:
    """The checks of one submitted notebook, as the learner's child meets them.

    Attributes:
        apart: the indices of checks that a fork of the learner's child is to answer: their released
            part has the learner's code do something, and that is to happen once.
    """

    def __init__(self, notebook: NotebookNode, clean_room: CleanRoom) -> None:
        """See which of a check's statements somebody would miss; `notebook` is a node."""
        self._plans = dict(_find_checks(notebook, clean_room))
        self._before: dict[int, str] = {}
        self._slices: dict[int, Slice] = {}
        needed = words_of(
            cell.source
            for cell in notebook.cells
            if cell.cell_type == "code" and grade_id_of(cell) not in clean_room.checks
        )
        done: set[tuple[int, Step]] = set()
        for index in self._unprotected():
            hidden = self._hidden_before(index, notebook.cells[index].source, done)
            self._before[index] = "\n".join(part.code_alone for part in hidden if part.steps)
            needed = needed.union(*(step.words for part in hidden for step in part.steps))
        before: frozenset[str] = frozenset()
        while needed != before:  # what is done may need what another check makes
            before = needed
            for index, plan in self._plans.items():
                if not plan.unprotected:
                    self._slices[index] = part = slice_released(plan.steps, needed)
                    # where the learner's code does something, the whole of it is done
                    steps = plan.steps if part.asks else part.steps
                    needed = needed.union(*(step.words for step in steps if not step.hidden))
        self.apart = frozenset(index for index, part in self._slices.items() if part.asks)

    def _unprotected(self) -> Iterator[int]:
        return (index for index, plan in self._plans.items() if plan.unprotected)

    def _hidden_before(self, index: int, source: str, done: set[tuple[int, Step]]) -> list[Slice]:
        """Return what the hidden parts before an unprotected check make for it.

        Each step is done once: `done` are those that stand before an earlier check.
        """
        needed, found = words_of([source]), list[Slice]()
        for earlier, plan in reversed(self._plans.items()):
            if earlier < index and not plan.unprotected:
                part = slice_hidden(plan.steps, needed)
                needed = needed.union(*(step.words for step in part.steps))
                fresh = [step for step in part.steps if (earlier, step) not in done]
                done.update((earlier, step) for step in fresh)
                found.append(Slice(tuple(fresh)))
        return found[::-1]

    def before(self, index: int) -> str:
        """Return what has to be done before an unprotected check; empty where it is nothing."""
        return self._before.get(index, "")

    def of(self, index: int, failed: int, *, fatal: bool) -> str:
        """Return what is to be done after a check of the clean room; empty where it is nothing.

        Args:
            failed: the line at which it failed, from 1: nothing behind it was done; 0 for all.
            fatal: whether the learner's code did not come to an end: it is not asked again.
        """
        part = self._slices[index]
        if part.asks and not fatal:
            return self._plans[index].cell.released
        return part.code(failed, asking=not fatal)


def _find_checks(notebook: NotebookNode, clean_room: CleanRoom) -> Iterator[tuple[int, CellPlan]]:
    for index, cell in enumerate(notebook.cells):
        if (
            cell.cell_type == "code"
            and (plan := clean_room.plans.get(grade_id_of(cell))) is not None
        ):
            yield index, plan
