"""Of several cells with one grade_id, which one counts.

JupyterLab gives both halves of a split cell, and each pasted copy, the same grade_id. nbgrader
keeps the last, so an untouched copy below an answer would take its place. Here:

- Of an answer's copies an untouched one never takes the place of one that was changed: where
  there is one that was changed, the untouched ones are taken out. They hold nothing of the
  learner's, and run they would undo the answer.
- Of several that were changed the last one counts; all of them run, as the learner ran them. Where
  they differ, a person is asked about every item of theirs that lost points.
- Of a locked cell's copies one that is still the instructor's counts, and of these the one that
  stands where it was released: a copy that was changed is the learner's own cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from terakoya_autograde.light_nbgrader import is_grade, is_locked, is_solution
from terakoya_autograde.model import Copies, Flag, FlagKind
from terakoya_autograde.notebooks.given import grade_id_of, is_untouched
from terakoya_autograde.notebooks.master import MasterCell, MasterNotebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["settle_duplicates"]


def settle_duplicates(notebook: NotebookNode, master: MasterNotebook) -> list[Flag]:
    """Leave one cell of each grade_id; the others become plain cells, or go.

    Answers are settled first: a check's place is behind the one that counts.
    """
    flags = []
    for grade_id, copies in sorted(_find_copies(notebook), key=lambda found: _rank(found, master)):
        known = master.cells.get(grade_id)
        if known is None or len(copies) == 1:
            chosen, detail, gone = copies[-1], Copies.SAME, list[Any]()
        elif known.solution:
            chosen, detail, gone = _choose_answer(copies, known)
        else:
            chosen, detail, gone = _choose_locked(notebook, copies, master, known)
        for cell in copies:
            if cell is not chosen:
                del cell.metadata["nbgrader"]
                flags.append(Flag(FlagKind.DUPLICATE, str(grade_id), detail.value))
        notebook.cells = [cell for cell in notebook.cells if not _is_in(cell, gone)]
    return list(dict.fromkeys(flags))


def _rank(found: tuple[Any, list[Any]], master: MasterNotebook) -> bool:
    known = master.cells.get(found[0])
    return known is None or not known.solution


def _find_copies(notebook: NotebookNode) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each grade_id with its cells, in their order."""
    found: dict[Any, list[Any]] = {}
    for cell in notebook.cells:
        # whatever is no mapping is refused by what nbgrader asks first
        named = is_grade(cell) or is_solution(cell) or is_locked(cell)
        if named or grade_id_of(cell) is not None:
            found.setdefault(cell.metadata.nbgrader["grade_id"], []).append(cell)
    yield from found.items()


def _choose_answer(
    copies: list[NotebookNode], known: MasterCell
) -> tuple[NotebookNode, Copies, list[NotebookNode]]:
    touched = [cell for cell in copies if not is_untouched(cell, known)]
    if not touched:
        return copies[-1], Copies.SAME, []
    untouched = [cell for cell in copies if not _is_in(cell, touched)]
    alike = len({(cell.cell_type, cell.source) for cell in touched}) == 1
    return touched[-1], Copies.ONE if alike else Copies.DIFFER, untouched


def _choose_locked(
    notebook: NotebookNode, copies: list[NotebookNode], master: MasterNotebook, known: MasterCell
) -> tuple[NotebookNode, Copies, list[NotebookNode]]:
    intact = [cell for cell in copies if is_untouched(cell, known)]
    detail = Copies.SAME if len(intact) == len(copies) else Copies.ONE
    placed = [cell for cell in intact if _is_in_place(notebook, cell, master, known.grade_id)]
    return placed[0] if placed else (intact or copies)[-1], detail, []


def _is_in_place(
    notebook: NotebookNode, cell: NotebookNode, master: MasterNotebook, grade_id: str
) -> bool:
    """Tell whether the known cell before it is the one that was released before it."""
    order = list(master.cells)
    place = order.index(grade_id)
    wanted = order[place - 1] if place else None
    before = None
    for other in notebook.cells:
        if other is cell:
            return before == wanted
        name = grade_id_of(other)
        before = name if name in master.cells and name != grade_id else before
    return False


def _is_in(cell: NotebookNode, cells: list[NotebookNode]) -> bool:
    """Ask for the very cell: copies are equal."""
    return any(cell is other for other in cells)
