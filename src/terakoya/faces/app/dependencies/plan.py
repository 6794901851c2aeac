"""Which cells must run again when a parameter changes.

There are two ways. A visit of a light page begins anew from a kernel that was kept as it was
before the first such cell: `plan_anew`. Voila's own page has one kernel, in which everything has
run already: `cells_to_run` also names the cells that made what would be changed a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from terakoya.faces.app.dependencies.cell_names import CellNames
from terakoya.faces.app.dependencies.function_names import FunctionNames
from terakoya.faces.app.dependencies.sharing import spread
from terakoya.faces.app.dependencies.side_effects import ANYTHING

__all__ = ["Plan", "cells_to_run", "plan_anew", "understand"]


@dataclass(frozen=True)
class Plan:
    """What to run, by the cells' indexes.

    Attributes:
        start: the first of them; the kernel is as it was before this one. None: there is none.
        run: all that must run, in order.
        shown: those whose results may be others than before.
    """

    start: int | None = None
    run: tuple[int, ...] = ()
    shown: frozenset[int] = frozenset()


def understand(cells: Sequence[CellNames]) -> tuple[CellNames, ...]:
    """Return the cells with what they do through functions and other names for one thing."""
    functions = _all_functions(cells)
    modules = frozenset(name for cell in cells for name in cell.imports)
    known = modules | functions.keys()
    cells = [replace(cell, changes=cell.changes | (cell.asked - known)) for cell in cells]
    pairs = {pair for cell in cells for pair in cell.aliases if modules.isdisjoint(pair)}
    return tuple(
        _with_settings(_with_aliases(_with_functions(cell, functions, known), pairs), modules)
        for cell in cells
    )


def _all_functions(cells: Sequence[CellNames]) -> dict[str, FunctionNames]:
    """Return what each function reads and changes, also through the functions that it calls."""
    found: dict[str, FunctionNames] = {}
    for cell in cells:
        for name, told in cell.functions.items():
            found[name] = found.get(name, FunctionNames()).with_more(told)
    for _round in range(len(found)):
        for name, told in list(found.items()):
            for other in told.reads & found.keys():
                inner = replace(found[other], changes_arguments=False)
                found[name] = found[name].with_more(inner)
    return found


def _with_functions(
    cell: CellNames, functions: Mapping[str, FunctionNames], known: Collection[str]
) -> CellNames:
    reads, changes = set(cell.reads), set(cell.changes)
    for name in (cell.reads | cell.calls.keys()) & functions.keys():
        told = functions[name]
        reads |= told.reads - cell.sure
        # also where it is only handed on, as to ``map``
        changes |= told.changes | told.asked.difference(known)
        changes |= cell.calls.get(name, frozenset()) if told.changes_arguments else set()
    return replace(cell, reads=frozenset(reads), changes=frozenset(changes))


def _with_aliases(cell: CellNames, pairs: Collection[tuple[str, str]]) -> CellNames:
    return replace(cell, changes=frozenset(spread(cell.changes, pairs)))


def _with_settings(cell: CellNames, modules: Collection[str]) -> CellNames:
    """What is changed in a module, any cell may depend on: how tables are shown, the folder."""
    touched = cell.changes.intersection(modules)
    return replace(cell, changes=cell.changes | {ANYTHING}) if touched else cell


def plan_anew(cells: Sequence[CellNames], given: int, changed: Collection[str]) -> Plan:
    """Plan a run from a kernel that is as it was before the first cell that the change reaches.

    Args:
        cells: what each code cell does, understood, in order; the parameters' own is empty.
        given: the place of the parameters' cell: nothing before it can depend on it.
        changed: the parameters that are not, or may not be, what they were at first.
    """
    dirty, reached = set(changed), set[int]()
    for index in range(given + 1, len(cells)):
        cell = cells[index]
        if cell.always or cell.reads & dirty:
            reached.add(index)
            dirty |= cell.binds | cell.changes
        else:
            dirty -= cell.sure
    if not reached:
        return Plan()
    start = min(reached)
    return Plan(start, _with_needed(cells, start, reached), frozenset(reached))


def _with_needed(cells: Sequence[CellNames], start: int, reached: set[int]) -> tuple[int, ...]:
    """Add the cells behind the start that make or change what those to run read."""
    run, wanted = set(reached), set[str]()
    for index in range(max(reached), start - 1, -1):
        cell = cells[index]
        if index in run or cell.always or (cell.binds | cell.changes) & wanted:
            run.add(index)
            wanted |= cell.reads
    return tuple(sorted(run))


def cells_to_run(cells: Sequence[CellNames], changed: Collection[str]) -> tuple[int, ...]:
    """Return the indexes of the cells to run again in the kernel that has run them all.

    Args:
        cells: as for `plan_anew`.
    """
    chosen: set[int] = set()
    while True:
        found = _spread(cells, changed, chosen)
        if found == chosen:
            return tuple(sorted(chosen))
        chosen = found


def _spread(
    cells: Sequence[CellNames], changed: Collection[str], chosen: Collection[int]
) -> set[int]:
    """One pass: who reads what is new, and who made what is about to be changed once more."""
    found, dirty = set(chosen), set(changed)
    for index, cell in enumerate(cells):
        if index in found or cell.always or cell.reads & dirty:
            found.add(index)
            dirty |= cell.binds | cell.changes
    for index in sorted(found):
        again = (cells[index].changes | cells[index].binds) & cells[index].reads
        for name in again | (cells[index].changes - cells[index].sure):
            makers = [
                at for at in range(index) if name in cells[at].binds or name in cells[at].changes
            ]
            found.update(makers)
    return found
