"""A submitted cell beside the released one: whose it is, whether anybody changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terakoya_autograde.notebooks.master import MasterCell, MasterNotebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["find_items", "grade_id_of", "is_untouched", "normalise"]


def grade_id_of(cell: NotebookNode) -> Any:
    """Return the grade_id of a submitted cell; None where it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def normalise(source: str) -> str:
    """Return a source without what no reader sees: spaces at line ends, empty lines around it."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def is_untouched(cell: NotebookNode, known: MasterCell) -> bool:
    """Tell whether a submitted cell is as it was released (hidden tests are not in a release)."""
    same = normalise(cell.source) == normalise(known.given)
    return same and cell.cell_type == known.cell_type


def find_items(master: MasterNotebook, grade_id: str) -> tuple[str, ...]:
    """Return the graded cells that what happened to a cell can cost points.

    A graded cell is its own; a cell that is not graded belongs to the graded ones behind it, up to
    the next answer, or to the next one at all.
    """
    known = master.cells[grade_id]
    if known.points is not None:
        return (grade_id,)
    behind = list(master.cells.values())[list(master.cells).index(grade_id) + 1 :]
    found: list[str] = []
    for cell in behind:
        if cell.solution and found:
            break
        if cell.points is not None:
            found.append(cell.grade_id)
    return tuple(found)
