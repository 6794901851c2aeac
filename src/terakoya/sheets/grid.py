"""What one sheet shows: rows of values, merged cells filled, hidden things told apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Block", "Grid", "Kind", "Record", "Value", "fill_blocks"]

MAX_ROWS, MAX_COLUMNS = 20_000, 100

Kind = Literal["text", "number", "date", "formula", "unknown"]
"""`number`: shown without any format, so leading zeros may be lost. `unknown`: see `reason`."""


@dataclass(frozen=True)
class Block:
    """Merged cells; rows and columns count from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def has(self, line: int, column: int) -> bool:
        """Tell whether a cell is one of them; its column counts from 1, too."""
        return self.top <= line <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class Value:
    """One cell: the text that a person sees, and what it was typed as.

    Of a formula `text` is the formula and `shown` what the program that saved it had worked out.
    `is_number` tells that a number is behind it, whatever is shown; `is_empty` that a formula is
    known to show nothing; `is_struck` that a line goes through the whole cell.
    """

    text: str
    kind: Kind = "text"
    reason: str = ""
    shown: str = ""
    block: Block | None = None
    is_number: bool = False
    is_empty: bool = False
    is_struck: bool = False

    @property
    def seen(self) -> str:
        """What a person sees in the cell."""
        return self.shown if self.kind == "formula" else self.text

    @property
    def is_blank(self) -> bool:
        """Whether a person sees nothing in the cell, and that is known."""
        return self.is_empty or not self.text.strip()


EMPTY = Value("")


@dataclass(frozen=True)
class Record:
    """One row that is not empty: its line in the file, and its values from the first column on."""

    line: int
    values: tuple[Value, ...]

    def at(self, column: int) -> Value:
        """Return the value of a column, counted from 0; an empty one beyond the last."""
        return self.values[column] if column < len(self.values) else EMPTY

    def own(self, column: int) -> Value:
        """Return the value that stands in the cell itself, not what a merged one spreads."""
        value, block = self.at(column), self.at(column).block
        is_first = block is None or (block.top, block.left) == (self.line, column + 1)
        return value if is_first else EMPTY


@dataclass(frozen=True)
class Grid:
    """One sheet; hidden rows and columns are in `records` until `visible` takes them out."""

    name: str
    records: tuple[Record, ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)  # counted from 0

    def visible(self) -> Grid:
        """Return the sheet as it is seen: without what is hidden."""
        if not self.hidden_rows and not self.hidden_columns:
            return self
        shown = (record for record in self.records if record.line not in self.hidden_rows)
        return replace(self, records=tuple(self._without_columns(record) for record in shown))

    def _without_columns(self, record: Record) -> Record:
        kept = (
            EMPTY if column in self.hidden_columns else value
            for column, value in enumerate(record.values)
        )
        return replace(record, values=tuple(kept))


def fill_blocks(records: Sequence[Record], blocks: Iterable[Block]) -> list[Record]:
    """Return the rows with the value of each merged cell in all the cells that it covers.

    Raises:
        ValueError: two merged cells overlap, which no program writes.
    """
    lines = [record.line for record in records]
    rows = [list(record.values) for record in records]
    for block in blocks:
        begin, end = bisect_left(lines, block.top), bisect_right(lines, block.bottom)
        columns = range(block.left - 1, min(block.right, MAX_COLUMNS + 1))
        if begin == end or not columns:
            continue
        whole = lines[begin] == block.top and len(rows[begin]) >= block.left
        value = replace(rows[begin][block.left - 1] if whole else EMPTY, block=block)
        for at in range(begin, end):
            rows[at] += [EMPTY] * (columns.stop - len(rows[at]))
            for column in columns:
                if rows[at][column].block is not None:
                    raise ValueError
                rows[at][column] = value
    return [Record(line, tuple(row)) for line, row in zip(lines, rows, strict=True)]
