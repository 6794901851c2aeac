"""The code cells of the instructor's version, and whose each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.notebooks.master import MasterNotebook
from terakoya_autograde.notebooks.region_marks import NBGRADER, Marks

__all__ = ["read_cells"]


def read_cells(
    released: Mapping[str, Any],
    master: MasterNotebook,
    source: Mapping[str, Any] | None,
    marks: Marks = NBGRADER,
) -> tuple[SourceCell, ...]:
    """Return the code cells in order: locked ones with their hidden tests, answers solved.

    Args:
        released: the released notebook, plain JSON data: its order, and its plain cells.
        source: the notebook with the solutions; where there is none, answers are as released.
        marks: the course's delimiters: they say which lines of a check are hidden.
    """
    answers = _named(source["cells"]) if source else []
    solved = {grade_id: "".join(cell["source"]) for grade_id, cell in answers}
    cells = []
    for index, cell in enumerate(released["cells"]):
        if cell["cell_type"] != "code":
            continue
        text = "".join(cell["source"])
        known = master.cells.get(_grade_id(cell))
        if known is None:
            cells.append(SourceCell(f"#{index}", CellRole.INSTRUCTOR, text))
        elif known.graded and not known.solution:
            hidden = tuple(sorted(marks.hidden_lines(known.source)))
            cells.append(SourceCell(known.grade_id, CellRole.CHECK, known.source, text, hidden))
        elif known.locked and not known.solution:
            cells.append(SourceCell(known.grade_id, CellRole.INSTRUCTOR, known.source))
        else:
            text = solved.get(known.grade_id, text)
            cells.append(SourceCell(known.grade_id, CellRole.LEARNER, text))
    return tuple(cells)


def _named(cells: Iterable[object]) -> list[tuple[str, Any]]:
    return [(grade_id, cell) for cell in cells if (grade_id := _grade_id(cell))]


def _grade_id(cell: Any) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
