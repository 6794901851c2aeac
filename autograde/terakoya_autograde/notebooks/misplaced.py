"""Cells that are not where they were released: gone, merged into another one, out of order.

JupyterLab merges cells under one of their ids (Shift+M). Where that is a locked one, its source is
put back and the answer in it is gone: the learner has to hear of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from terakoya_autograde.model import Flag, FlagKind
from terakoya_autograde.notebooks.given import find_items, grade_id_of, normalise
from terakoya_autograde.notebooks.master import MasterNotebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["find_misplaced"]


def find_misplaced(notebook: NotebookNode, master: MasterNotebook) -> list[Flag]:
    """Return what is said of cells that are gone, merged or moved, before anything is put back."""
    present = {
        name: cell.source for cell in notebook.cells if (name := grade_id_of(cell)) in master.cells
    }
    gone = [name for name in master.cells if name not in present]
    return [_explain(name, present, master) for name in gone] + list(_find_moved(present, master))


def _explain(name: str, present: dict[str, str], master: MasterNotebook) -> Flag:
    """Say of a missing cell that it was merged into a neighbour, where its text went there."""
    order = list(master.cells)
    place = order.index(name)
    after = next((other for other in order[place:] if other in present), None)
    before = next((other for other in reversed(order[:place]) if other in present), None)
    for holder in (after, before):
        if holder is not None and _holds(present[holder], holder, name, master):
            return Flag(FlagKind.MERGED, name, holder)
    return Flag(FlagKind.MISSING, name)


def _holds(text: str, holder: str, name: str, master: MasterNotebook) -> bool:
    """Tell whether a neighbour's text is more than its own, and may be the missing cell's too."""
    own, theirs = (normalise(master.cells[each].given) for each in (holder, name))
    found = normalise(text)
    if master.cells[name].locked:
        return bool(theirs) and theirs in found and theirs not in own
    # what an answer says nobody knows: but the neighbour says all of its own, and more
    return master.cells[holder].locked and own in found and len(found) > len(own)


def _find_moved(present: dict[str, str], master: MasterNotebook) -> Iterator[Flag]:
    """Yield the cells that stand behind an item that they were released before."""
    place = {name: index for index, name in enumerate(present)}
    order = list(master.cells)
    for name in order:
        if name not in present or master.cells[name].points is not None:
            continue
        items = [item for item in find_items(master, name) if item in present]
        if any(place[item] < place[name] for item in items):
            yield Flag(FlagKind.MOVED, name)
