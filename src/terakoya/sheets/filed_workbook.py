"""A workbook that an office can file: headings that stay, filters, widths, and paper of A4."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from terakoya.dates import excel_forms, write_day, write_moment
from terakoya.sheets.filed_sheet import Cell, Sheet
from terakoya.sheets.formulas import is_like_formula

__all__ = ["book_bytes"]

_NARROWEST, _WIDEST = 6, 40  # characters of half width
_HEADING = 10  # of them, to which a heading may narrow its column; then it is broken
_ROOM = 2  # of them, for the filter's button, and between numbers and words
_LINE_HEIGHT = 18  # points: the letters of Japanese fonts are higher than those of 11 points
_MARGIN = 0.4  # inches; the header stands in it
_HEAD = PatternFill("solid", fgColor="F2F2F2")
_LINE = Border(bottom=Side(style="thin", color="999999"))
_A4 = 9  # ECMA-376, 18.3.1.63: paperSize


def book_bytes(sheets: Sequence[Sheet], title: str = "", *, shown: int = 0) -> bytes:
    """Return a workbook as a file.

    Args:
        title: what stands above each printed page, and in the file's properties.
        shown: which sheet is open when somebody opens it.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        _fill(made, [sheet.columns, *sheet.rows])
        _dress(made, sheet)
        _lay_out(made, title)
    book.active = shown
    book.properties.title = title or None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(made: Any, table: Sequence[Sequence[Cell]]) -> None:
    for row, cells in enumerate(table, start=1):
        for column, content in enumerate(cells, start=1):
            cell = made.cell(row=row, column=column, value=content)
            if isinstance(content, str) and content:
                cell.data_type = "s"  # openpyxl takes a leading "=" for a formula
                cell.quotePrefix = is_like_formula(content)
            elif isinstance(content, datetime):
                cell.number_format = excel_forms()[1]
            elif isinstance(content, date):
                cell.number_format = excel_forms()[0]


def _dress(made: Any, sheet: Sheet) -> None:
    for number, heading in enumerate(sheet.columns, start=1):
        cell = made.cell(row=1, column=number)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        widest = max((_width(row[number - 1]) for row in sheet.rows), default=0)
        width = min(max(widest, min(_width(heading), _HEADING), _NARROWEST), _WIDEST)
        made.column_dimensions[get_column_letter(number)].width = width + _ROOM
        _set_below(made, number, width)
    _set_heights(made)
    made.freeze_panes = f"{get_column_letter(sheet.fixed + 1)}2"
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"


def _set_below(made: Any, column: int, width: int) -> None:
    """Set the cells below a heading: long words are broken, numbers keep away from words."""
    for (cell,) in made.iter_rows(min_row=2, min_col=column, max_col=column):
        if isinstance(cell.value, str):
            cell.alignment = Alignment(vertical="center", wrap_text=_width(cell.value) > width)
        else:
            cell.alignment = Alignment(vertical="center", horizontal="right", indent=1)


def _set_heights(made: Any) -> None:
    """Make rows as high as their lines; programs do so only when somebody types."""
    widths = [made.column_dimensions[cell.column_letter].width - _ROOM for cell in made[1]]
    for number, row in enumerate(made.iter_rows(values_only=True), start=1):
        lines = max(map(_lines, row, widths), default=1)
        made.row_dimensions[number].height = lines * _LINE_HEIGHT


def _lines(content: Cell, width: float) -> int:
    """Return how many lines something takes in a column, which has room for a letter more."""
    if not isinstance(content, str):
        return 1
    return sum(max(1, ceil(_width(line) / width)) for line in content.split("\n"))


def _lay_out(made: Any, title: str) -> None:
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = _A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    made.print_title_rows = "1:1"
    made.print_options.gridLines = True
    made.page_margins.left = made.page_margins.right = _MARGIN
    made.oddHeader.left.text = title.replace("&", "&&")
    made.oddHeader.right.text = "&A"
    made.oddFooter.right.text = "&P / &N"


def _width(content: Cell) -> int:
    """Return how many characters of half width something takes; of several lines the longest."""
    if isinstance(content, datetime):
        content = write_moment(content)
    elif isinstance(content, date):
        content = write_day(content)
    lines = str("" if content is None else content).splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in x) for x in lines)
