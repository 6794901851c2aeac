"""Where a notebook's random streams begin and go on, cell by cell: the same in each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.randomness.beginnings import Beginnings, label_cells
from terakoya_autograde.randomness.process_streams import MOST_BYTES
from terakoya_autograde.running.recording import grade_id_of
from terakoya_autograde.wire import Done

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Streams"]


class Streams:
    """What each cell of one notebook begins with.

    Where a check has left streams that were seeded, the next cell is told so, and told the same
    when a fresh child runs it again.

    Attributes:
        has_drawn: whether random numbers were drawn that nobody has seeded.
    """

    def __init__(self, beginnings: Beginnings | None, name: str, notebook: NotebookNode) -> None:
        """Label the cells; `name` is the notebook's. Without beginnings, chance is the system's."""
        self.has_drawn = False
        self._beginnings, self._name = beginnings, name
        cells = [(grade_id_of(cell), cell.source) for cell in notebook.cells]
        base = beginnings.cells if beginnings else ""
        self._labels = label_cells(base, name, cells) if beginnings else [""] * len(cells)
        self._left: bytes | None = None
        self._checked: tuple[int, bytes] = (-1, b"")
        self._begun: dict[tuple[int, str], bytes | None] = {}

    def begin(self, index: int, code: str = "") -> tuple[str, bytes | None]:
        """Return a cell's label, and the streams that go on; None where the child knows them.

        Args:
            code: what of the cell is run; nothing where a check is answered. The released part of
                a check that was answered begins as the check began.
        """
        if (index, code) not in self._begun:
            checked, found = self._checked
            if code and index == checked:
                self._begun[index, code] = found
            else:
                self._begun[index, code], self._left = self._left, None
        return self._labels[index], self._begun[index, code]

    def of_check(self, index: int) -> tuple[str, str]:
        """Return the labels of the instructor's cells and of a check, as a checker has them."""
        if self._beginnings is None:
            return "", ""
        (label,) = label_cells(self._beginnings.checks, self._name, [(self._labels[index], "")])
        return self._beginnings.cells, label

    def leave(self, index: int, found: bytes, left: bytes) -> None:
        """Note which streams went on before a check, and which do behind it.

        The child says so that has answered it. It is a stranger's word, and goes to nobody but him.
        """
        if max(len(found), len(left)) <= MOST_BYTES:
            self._checked, self._left = (index, found), left

    def note(self, done: Done | None) -> None:
        """Note what a child says at the end of a cell."""
        self.has_drawn |= done is not None and done.drew
