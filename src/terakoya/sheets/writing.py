"""Writing a table: no text becomes a formula, no character is replaced silently."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from numbers import Integral, Real
from pathlib import Path
from typing import Literal

from terakoya_autograde.storage import write_file

from terakoya.dates import LOCAL
from terakoya.errors import ExportError
from terakoya.language import gettext as _
from terakoya.sheets.column_letters import column_letter
from terakoya.sheets.filed_sheet import Cell, Sheet
from terakoya.sheets.formulas import neutralise

__all__ = ["Form", "make_book", "make_csv", "write_book", "write_table"]

Form = Literal["csv-cp932", "csv-utf8", "xlsx"]

MAX_CELL_CHARACTERS = 32_767  # what one cell of a workbook holds
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_table(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], form: Form
) -> None:
    """Write a table beside `path`, then rename it into place.

    Numbers stay numbers (one that is not finite becomes an empty cell); moments are shown in
    Asia/Tokyo; other objects become their text; text that looks like a formula is neutralised (in
    xlsx: kept as explicit text). CSV has CRLF line ends and the same bytes for the same table.
    cp932 keeps the wave dash, minus, cent, pound, not and double bar as Windows does: full-width.

    Raises:
        ExportError: a character cannot be written in this form, or the file cannot be written.
    """
    if form == "xlsx":
        write_book(path, (Sheet("Sheet", columns, list(rows)),))  # type: ignore[arg-type]
        return
    _write(path, make_csv(columns, rows, form, where=path))


def make_csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    form: Form,
    where: Path = Path("table.csv"),
) -> bytes:
    """Return a table as a CSV file's content, as `write_table` writes it.

    Raises:
        ExportError: a character cannot be written in this form.
    """
    table: list[list[Cell]] = [list(columns), *([_plain(cell) for cell in row] for row in rows)]
    _require_writable(where, table, form)
    return _csv_bytes(table, form)


def write_book(path: Path, sheets: Sequence[Sheet], title: str = "", *, shown: int = 0) -> None:
    """Write a workbook, as `write_table` writes a table.

    Raises:
        ExportError: a cell cannot be written, or the file cannot be written.
    """
    _write(path, make_book(sheets, title, shown=shown, where=path))


def make_book(
    sheets: Sequence[Sheet], title: str = "", *, shown: int = 0, where: Path = Path("grades.xlsx")
) -> bytes:
    """Return a workbook as a file's content; moments are shown in Asia/Tokyo.

    Raises:
        ExportError: a cell cannot be written.
    """
    plain = []
    for sheet in sheets:
        rows = [[_plain(cell) for cell in row] for row in sheet.rows]
        _require_writable(where, [list(sheet.columns), *rows], "xlsx")
        plain.append(replace(sheet, rows=rows))
    # openpyxl takes a fifth of a second; most commands write no workbook
    from terakoya.sheets.filed_workbook import book_bytes  # noqa: PLC0415

    return book_bytes(plain, title, shown=shown)


def _write(path: Path, content: bytes) -> None:
    try:
        write_file(path, content)
    except OSError as error:
        what = _("The file cannot be written: {reason}.").format(reason=error.strerror)
        remedy = _("Close it in other programs and check the folder's permissions.")
        raise ExportError(what, where=str(path), remedy=remedy) from None


def _plain(cell: object) -> Cell:
    """Return what a spreadsheet knows; anything else becomes its text."""
    if isinstance(cell, datetime):
        return cell.astimezone(LOCAL).replace(tzinfo=None) if cell.tzinfo else cell
    if cell is None or isinstance(cell, (str, bool, date)):
        return cell
    if isinstance(cell, Integral):  # numpy's, too
        return int(cell)
    if isinstance(cell, Real):
        return float(cell) if math.isfinite(cell) else None
    return str(cell)


def _require_writable(path: Path, table: Sequence[Sequence[Cell]], form: Form) -> None:
    problems = [
        _("row {row}, column {column}: {characters}").format(
            row=row, column=column_letter(column), characters=characters
        )
        for row, cells in enumerate(table, start=1)
        for column, cell in enumerate(cells, start=1)
        if isinstance(cell, str) and (characters := _unwritable(cell, form))
    ]
    if not problems:
        return
    shown = problems[:20] + ([_("and more")] if len(problems) > 20 else [])
    what = _("These characters cannot be written in this form: {list}.").format(
        list="; ".join(shown)
    )
    remedy = _("Correct them.")
    if form == "csv-cp932":
        remedy = _("Choose the form csv-utf8 or xlsx, or correct them.")
    raise ExportError(what, where=path.name, remedy=remedy)


def _unwritable(text: str, form: Form) -> str:
    """Return what of `text` the form cannot hold, as a person would look for it."""
    if form == "xlsx" and len(text) > MAX_CELL_CHARACTERS:
        return _("more than {limit} characters").format(limit=MAX_CELL_CHARACTERS)
    bad = dict.fromkeys(_CONTROL.findall(text))
    if form == "csv-cp932":
        bad |= dict.fromkeys(character for character in text if not _fits_cp932(character))
    return " ".join(
        f"{character if character.isprintable() else ''}(U+{ord(character):04X})"
        for character in bad
    )


def _fits_cp932(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _csv_bytes(table: Iterable[Sequence[Cell]], form: Form) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([_csv_cell(cell) for cell in row] for row in table)
    return buffer.getvalue().encode("cp932" if form == "csv-cp932" else "utf-8-sig")


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return neutralise(cell) if isinstance(cell, str) else cell
