"""A table's cells in the places that they take, before Typst sets them.

Browsers take rows that are too short, and cells that reach too far; Typst lets the next row's cells
slip into what is free, or refuses the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bs4.element import Tag

from terakoya.faces.paper.paper_tables import rows_of, span_of

__all__ = ["Heads", "Laid", "LaidRow", "lay_out", "least_width"]

Heads = Literal["column", "row", ""]
"""What a cell heads; nothing, where it is a cell of data."""

_WORD = re.compile(r"(?<![!-~])[!-~]{1,29}(?![!-~])")  # longer ones are broken: page.typ
_LETTER, _SIDE_BY_SIDE = 0.76, 1.2  # of a word, on average; around a cell


@dataclass(frozen=True)
class Laid:
    """One cell, or a gap at the end of a short row.

    Attributes:
        cell: the cell's element; None for a gap.
        across: columns that it takes.
        down: rows that it takes.
    """

    cell: Tag | None
    column: int
    across: int = 1
    down: int = 1

    def heads(self, *, in_head: bool) -> Heads:
        """Return what the cell heads."""
        if self.cell is None or self.cell.name != "th":
            return ""
        return "column" if in_head or str(self.cell.get("scope")).startswith("col") else "row"


@dataclass(frozen=True)
class LaidRow:
    """One row, and whether it belongs to the head."""

    in_head: bool
    cells: tuple[Laid, ...]

    @property
    def heads(self) -> tuple[Heads, ...]:
        """What each of its cells heads."""
        return tuple(laid.heads(in_head=self.in_head) for laid in self.cells)


def lay_out(table: Tag) -> tuple[int, tuple[LaidRow, ...]]:
    """Return how many columns a table has, and its rows, each as long as the longest."""
    rows = [row for row in rows_of(table) if row.find(["th", "td"], recursive=False)]
    heads = [row.find_parent("thead") is not None for row in rows]
    taken: set[tuple[int, int]] = set()
    placed = [
        tuple(_place(row, number, _rows_left(heads, number), taken))
        for number, row in enumerate(rows)
    ]
    columns = max((column + 1 for _row, column in taken), default=0)
    return columns, tuple(
        LaidRow(in_head, (*cells, *_gaps(number, columns, taken)))
        for number, (in_head, cells) in enumerate(zip(heads, placed, strict=True))
    )


def least_width(rows: Sequence[LaidRow]) -> float:
    """Return how wide a table is in letters of its own if no word is broken, about."""
    columns: dict[int, float] = {}
    for laid in (laid for row in rows for laid in row.cells if laid.across == 1):
        words = _WORD.findall(laid.cell.get_text()) if laid.cell else []
        longest = max(map(len, words), default=0)
        columns[laid.column] = max(columns.get(laid.column, 1.0), longest * _LETTER)
    return sum(columns.values()) + _SIDE_BY_SIDE * len(columns) or 1.0


def _rows_left(heads: Sequence[bool], number: int) -> int:
    """Return how far down a cell may reach: not out of the head, nor out of the table."""
    ends = (at for at in range(number, len(heads)) if heads[at] is not heads[number])
    return next(ends, len(heads)) - number


def _place(row: Tag, number: int, left: int, taken: set[tuple[int, int]]) -> Iterator[Laid]:
    column = 0
    for cell in row.find_all(["th", "td"], recursive=False):
        while (number, column) in taken:
            column += 1
        wanted = range(column, column + span_of(cell, "colspan"))
        across = next((at - column for at in wanted if (number, at) in taken), len(wanted))
        down = min(span_of(cell, "rowspan"), left)
        taken |= {
            (number + below, column + right) for below in range(down) for right in range(across)
        }
        yield Laid(cell, column, across, down)
        column += across


def _gaps(number: int, columns: int, taken: set[tuple[int, int]]) -> Iterator[Laid]:
    return (Laid(None, column) for column in range(columns) if (number, column) not in taken)
