"""Cells of a table, by the heading of their column: no word beside them tells what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from terakoya.guard.candidates import Candidate
from terakoya.guard.column_headings import Column, read_headings
from terakoya.guard.text_folding import MASKED, FoldedText

__all__ = ["find_cells_of_columns"]

_WEIGHT = 98  # surer than what stands beside it; not than a word in the cell itself
_DIVIDERS = ("\t", r"\|", ";", ",", " {2,}")
_RULE = re.compile(r"[\s|:+=-]+")
_LONGEST = 2000  # letters of a line that is looked at as a row
_EMPTY = re.compile(rf"[\s\"{MASKED}-]*")
_LINE = re.compile(r"[^\n]+")


def _cells(divider: str) -> re.Pattern[str]:
    last = divider[-1] if len(divider) < 3 else " "
    plain = rf"(?:(?!{divider})[^\n])*" if last == " " else rf"[^{last}\n]*"
    return re.compile(rf' *(?:"(?P<quoted>[^"\n]*)"(?= *(?:{divider}|$))|(?P<plain>{plain}))')


_ROWS = {divider: (_cells(divider), re.compile(divider)) for divider in _DIVIDERS}


@dataclass(frozen=True)
class _Table:
    """The row of headings.

    Attributes:
        divider: what stands between its cells.
        width: how many they are.
        columns: those below which something personal stands, by their place.
    """

    divider: str
    width: int
    columns: dict[int, Column]


def find_cells_of_columns(text: FoldedText) -> Iterator[Candidate]:
    """Yield cells that have the form of what the heading of their column tells.

    A table is a line of headings and the lines right after it that have as many cells. A column
    that stands alone ends with the first line that has not its form.
    """
    table: _Table | None = None
    last = -1
    for line in _LINE.finditer(text.plain):
        if table is None or line.start() != last + 1 or not _is_row(text, line, table):
            table = _read_headings(text.plain, line)
        elif headings := _read_headings(text.plain, line):
            table = headings
        else:
            yield from _find_in_row(text, line, table)
        last = line.end()


def _split(plain: str, start: int, end: int, divider: str) -> list[tuple[int, int]]:
    """Return where the cells of a line stand, without quotation marks and the spaces around."""
    form, between = _ROWS[divider]
    cells, place = [], start
    while place <= end and (cell := form.match(plain, place, end)):
        group = "quoted" if cell["quoted"] is not None else "plain"
        first, last = cell.span(group)
        while last > first and plain[last - 1] == " ":
            last -= 1
        cells.append((first, last))
        gap = between.search(plain, cell.end(), end)
        if gap is None:
            break
        place = gap.end()
    return cells


def _read_headings(plain: str, line: re.Match[str]) -> _Table | None:
    if len(line[0]) > _LONGEST:
        return None
    for divider in _DIVIDERS:
        cells = _split(plain, *line.span(), divider)
        if columns := read_headings([plain[slice(*cell)] for cell in cells]):
            return _Table(divider, len(cells), columns)
    return None


def _is_row(text: FoldedText, line: re.Match[str], table: _Table) -> bool:
    if len(line[0]) > _LONGEST:
        return False
    if _RULE.fullmatch(line[0]):
        return True
    cells = _split(text.plain, *line.span(), table.divider)
    if table.width == 1:
        (start, end) = cells[0]
        empty = _EMPTY.fullmatch(text.plain, start, end) is not None
        return len(cells) == 1 and (empty or _end_of_cell(text, table.columns[0], start) == end)
    return len(cells) - table.width in ((0, 1) if table.divider == _DIVIDERS[-1] else (0,))


def _end_of_cell(text: FoldedText, column: Column, start: int) -> int | None:
    return column.read_cell(text.digits if column.in_digits else text.plain, start)


def _find_in_row(text: FoldedText, line: re.Match[str], table: _Table) -> Iterator[Candidate]:
    cells = _split(text.plain, *line.span(), table.divider)
    for place, column in table.columns.items():
        # What pandas prints has a column more than it has headings: the index.
        start, end = cells[min(place + len(cells) - table.width, len(cells) - 1)]
        stop = _end_of_cell(text, column, start) if start < end else None
        if stop is not None and start < stop <= end:
            yield Candidate(column.kind, start, stop, _WEIGHT)
