"""Opening an xlsx workbook, and refusing workbooks that are a trap; its sheets as they are seen."""

from __future__ import annotations

import io
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import fromstring

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.merge import MergeCell
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.grid import MAX_COLUMNS, MAX_ROWS, Block, Grid, Record, Value, fill_blocks
from terakoya.sheets.sheet_cells import (
    Look,
    SheetParser,
    read_changing,
    read_formats,
    read_strings,
    read_struck,
)
from terakoya.sheets.strict import as_transitional

__all__ = ["read_grids"]

MAX_UNPACKED_BYTES = 100 * 1024**2
_BLOCKS_LOOKED_AT = 20  # of more, every number is in doubt
_ROWS_AROUND = 100  # lines above the headings and below the last row
_BROKEN_WORKBOOK = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,  # what XML parsers raise
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class _Workbook:
    book: Any
    strings: list[str]
    look: Look


def read_grids(name: str, content: bytes) -> Iterator[Grid]:
    """Yield every sheet with cells, in the workbook's order, as it is seen.

    At most a few rows more than are allowed are read, and one column. Rows without content of
    their own are left out.

    Args:
        name: the file's, for messages.
        content: the file.

    Raises:
        UsageError: the workbook is damaged, holds macros or would unpack to too much.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles are not for our readers
            _require_harmless_archive(name, content)
            workbook = _open(as_transitional(content))
            grids = [_read_sheet(workbook, sheet) for sheet in workbook.book.worksheets]
    except _BROKEN_WORKBOOK:
        what = _("The workbook is damaged or is no .xlsx workbook.")
        remedy = _("Open it in Excel and save it again as .xlsx.")
        raise UsageError(what, where=name, remedy=remedy) from None
    yield from grids


def _open(content: bytes) -> _Workbook:
    reader: Any = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    reader.read_worksheets()  # neither properties nor looks, which many systems write wrongly
    book = reader.wb
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings: list[str] = []
        if (part := reader.package.find(SHARED_STRINGS)) is not None:
            with archive.open(part.PartName[1:]) as file:
                strings = read_strings(file)
        look = Look([])
        if ARC_STYLE in archive.namelist():
            styles = fromstring(archive.read(ARC_STYLE))  # noqa: S314
            is_1904 = book.epoch == CALENDAR_MAC_1904
            formats, changing = read_formats(styles), read_changing(styles)
            look = Look(formats, is_1904, changing, read_struck(styles))
    return _Workbook(book, strings, look)


def _read_sheet(workbook: _Workbook, sheet: Any) -> Grid:
    records: list[Record] = []
    with sheet._get_source() as source:
        parser = SheetParser(source, workbook.strings)
        for line, cells in parser.parse():
            if len(records) > MAX_ROWS + _ROWS_AROUND:
                break  # it is refused for its length
            if any(cell["value"] is not None for cell in cells):
                records.append(Record(line, _values(cells, workbook.look)))
    records = [record for record in records if any(value.text.strip() for value in record.values)]
    records.sort(key=lambda record: record.line)
    records = _doubt(records, list(_changing(parser, workbook.look)))
    return Grid(
        name=sheet.title,
        records=tuple(fill_blocks(records, _blocks(parser))),
        is_hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(_hidden_rows(parser)),
        hidden_columns=frozenset(_hidden_columns(parser)),
    )


def _values(cells: list[dict[str, Any]], look: Look) -> tuple[Value, ...]:
    kept = {cell["column"] - 1: cell for cell in cells if cell["column"] <= MAX_COLUMNS + 1}
    width = max(kept, default=-1) + 1
    return tuple(
        look.value(kept[column]) if column in kept else Value("") for column in range(width)
    )


def _blocks(parser: SheetParser) -> Iterator[Block]:
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        bounds: MergeCell = merged
        yield Block(bounds.min_row, bounds.min_col, bounds.max_row, bounds.max_col)


def _changing(parser: SheetParser, look: Look) -> Iterator[Block]:
    """Yield the ranges in which a condition may change how numbers are shown."""
    for formatting in parser.formatting:
        if any(rule.dxfId in look.changing for rule in formatting.rules):
            for area in formatting.cells.ranges:
                yield Block(area.min_row, area.min_col, area.max_row, area.max_col)


def _doubt(records: list[Record], blocks: list[Block]) -> list[Record]:
    """Return the rows with a doubt on each number whose look depends on a condition."""
    if not blocks:
        return records
    if len(blocks) > _BLOCKS_LOOKED_AT:
        blocks = [Block(1, 1, sys.maxsize, sys.maxsize)]
    return [
        Record(
            record.line,
            tuple(
                replace(value, kind="unknown", reason="format")
                if value.is_number and any(block.has(record.line, column) for block in blocks)
                else value
                for column, value in enumerate(record.values, 1)
            ),
        )
        for record in records
    ]


def _hidden_rows(parser: SheetParser) -> Iterator[int]:
    for line, given in parser.row_dimensions.items():
        if _is_set(given.get("hidden")) or _is_nothing(given.get("ht")):
            yield int(line)


def _hidden_columns(parser: SheetParser) -> Iterator[int]:
    for given in parser.column_dimensions.values():
        if _is_set(given.get("hidden")) or _is_nothing(given.get("width")):
            last = min(int(given["max"]), MAX_COLUMNS + 1)
            yield from range(int(given["min"]) - 1, last)


def _is_set(flag: str | None) -> bool:
    return flag in ("1", "true", "on")


def _is_nothing(size: str | None) -> bool:
    return size is not None and float(size) == 0


def _require_harmless_archive(name: str, content: bytes) -> None:
    """Refuse macros, document types (entity bombs) and what would unpack to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            what = _("The workbook unpacks to more than {limit} MB.").format(
                limit=MAX_UNPACKED_BYTES // 1024**2
            )
            remedy = _("Copy the table alone into a new workbook.")
            raise UsageError(what, where=name, remedy=remedy)
        if any("vbaproject" in part.filename.lower() for part in parts):
            what = _("The workbook holds macros.")
            raise UsageError(what, where=name, remedy=_("Save it as .xlsx without macros."))
        for part in parts:
            # Other methods than deflate unpack without a limit before their size is checked.
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile
            if not part.filename.startswith("xl/media/") and _has_document_type(archive.read(part)):
                raise zipfile.BadZipFile


def _has_document_type(part: bytes) -> bool:
    return any("<!DOCTYPE".encode(code) in part for code in ("ascii", "utf-16-le", "utf-16-be"))
