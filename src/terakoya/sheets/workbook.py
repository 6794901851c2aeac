"""Reading a sheet of an xlsx workbook, and refusing workbooks that are a trap."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Any, Literal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Record", "Value", "xlsx_records"]

MAX_ROWS, MAX_COLUMNS = 20_000, 100
MAX_UNPACKED_BYTES = 100 * 1024**2
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
class Value:
    """One cell: the text that a person sees, and what it was typed as."""

    text: str
    kind: Literal["text", "number", "formula"] = "text"


Record = tuple[int, list[Value]]


def xlsx_records(
    name: str, content: bytes, is_wanted: Callable[[Sequence[Record]], bool]
) -> list[Record]:
    """Return the rows of a sheet that are not empty, with their numbers.

    At most one row more than is allowed is returned, and one column.

    Args:
        name: the file's, for messages.
        content: the file.
        is_wanted: tells whether a sheet is the one; of those after the first, hidden ones are not
            asked. Where none is, it is the first.

    Raises:
        UsageError: the workbook is damaged, holds macros or would unpack to too much.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles are not for our readers
            _require_harmless_archive(name, content)
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            first = _read_sheet(book.worksheets[0])
            visible = (sheet for sheet in book.worksheets[1:] if sheet.sheet_state == "visible")
            others = map(_read_sheet, visible)
            return next((sheet for sheet in chain([first], others) if is_wanted(sheet)), first)
    except _BROKEN_WORKBOOK:
        what = _("The workbook is damaged or is no .xlsx workbook.")
        remedy = _("Open it in Excel and save it again as .xlsx.")
        raise UsageError(what, where=name, remedy=remedy) from None


def _read_sheet(sheet: Any) -> list[Record]:
    sheet.reset_dimensions()  # a file may claim any size
    records: list[Record] = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in cells[: MAX_COLUMNS + 1]]
        if any(value.text.strip() for value in values):
            records.append((line, values))
        if len(records) > MAX_ROWS + 1:  # the headings and one row too many
            break
    return records


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
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
                raise zipfile.BadZipFile


def _value(cell: Any) -> Value:
    """Return a workbook's cell as the text that a person sees in it."""
    content = cell.value
    if content is None:
        return Value("")
    if cell.data_type in {"f", "e"}:
        return Value(str(content), "formula")
    if isinstance(content, bool):
        return Value("TRUE" if content else "FALSE")
    if isinstance(content, (int, float)):
        zeros = re.fullmatch(r"0+", str(cell.number_format or "").split(";")[0])
        whole = isinstance(content, int) or content.is_integer()
        if zeros and whole:
            return Value(f"{int(content):0{len(zeros[0])}d}")
        return Value(str(int(content) if whole else content), "number")
    return Value(
        content.isoformat() if isinstance(content, (date, datetime, time)) else str(content)
    )
