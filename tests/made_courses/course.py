"""A small course: one assignment's notebooks as lists of cells, and what learners hand in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests import made

__all__ = ["ANSWER", "CHECK", "LOCKED", "PLAIN", "Cell", "MadeCourse", "write_sources"]

ANSWER, CHECK, PLAIN, LOCKED = "answer", "check", "plain", "locked"
POINTS = 2.0
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_HIDE, _SHOW = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes:
        source: of an answer what stands before its solution; of a check what learners see; of
            others all of it.
        solution: an answer's own lines, not indented.
        hidden: a check's hidden part.
        others: an answer's other solutions: (what is told of it, its lines).
    """

    kind: str
    name: str
    source: str
    solution: str = ""
    hidden: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> str:
        """The cell as its instructor wrote it."""
        if self.kind == ANSWER:
            body = f"{_BEGIN}\n{self.solution}\n{_END}"
            return _joined(self.source, self._placed(body))
        if self.hidden:
            return _joined(self.source, f"{_HIDE}\n{self.hidden}\n{_SHOW}")
        return self.source

    @property
    def shown(self) -> str:
        """The cell as its instructor wrote it, without what is hidden."""
        return self.solved(self.solution) if self.kind == ANSWER else self.source

    def solved(self, solution: str) -> str:
        """An answer cell as a learner hands it in."""
        return _joined(self.source, self._placed(solution))

    def _placed(self, body: str) -> str:
        return textwrap.indent(body, "    ") if self.source.rstrip().endswith(":") else body


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class MadeCourse:
    """An assignment: name of a notebook → its cells.

    Attributes:
        submissions: what it is → (notebook, answer) → the solution that is handed in in its place;
            None leaves it as it was released.
    """

    name: str
    notebooks: Mapping[str, tuple[Cell, ...]]
    submissions: Mapping[str, Mapping[tuple[str, str], str | None]] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Yield (notebook, cell) in order."""
        for notebook, cells in self.notebooks.items():
            yield from ((notebook, cell) for cell in cells)

    def without(self, *names: tuple[str, str]) -> MadeCourse:
        """Return this course without some cells: (notebook, cell)."""
        kept = {
            notebook: tuple(cell for cell in cells if (notebook, cell.name) not in names)
            for notebook, cells in self.notebooks.items()
        }
        return replace(self, notebooks={name: cells for name, cells in kept.items() if cells})

    def handed_in(self, label: str, released: Mapping[str, Any]) -> dict[str, Any]:
        """Return notebook → what is handed in, made from the released notebooks."""
        changes, copies = self.submissions[label], {}
        for notebook, cells in self.notebooks.items():
            answers = {cell.name: cell.shown for cell in cells if cell.kind == ANSWER}
            for cell in cells:
                if cell.kind == ANSWER and (notebook, cell.name) in changes:
                    other = changes[notebook, cell.name]
                    answers.pop(cell.name)
                    answers |= {} if other is None else {cell.name: cell.solved(other)}
            copies[notebook] = made.filled(released[notebook], answers)
        return copies


def write_sources(course: MadeCourse, folder: Path, *, hidden: bool = True) -> Path:
    """Write the instructor's version to ``folder/<name>/``; return that folder.

    Args:
        hidden: False leaves out what is hidden, and the marks: what a right learner hands in.
    """
    for name, cells in course.notebooks.items():
        content = made.notebook(*(_as_json(cell, hidden=hidden) for cell in cells))
        made.write_notebook(folder / course.name / f"{name}.ipynb", content)
    return folder / course.name


def _as_json(cell: Cell, *, hidden: bool) -> dict[str, Any]:
    text = cell.whole if hidden else cell.shown
    match cell.kind:
        case "answer":
            return made.answer(cell.name, text)
        case "check":
            return made.check(cell.name, text, POINTS)
        case "locked":
            return made.code(cell.name, text, locked=True)
        case _:
            return made.code(cell.name, text)
