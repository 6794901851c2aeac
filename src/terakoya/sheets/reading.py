"""Reading a table: CSV in UTF-8 or cp932, or xlsx, with every text as it was typed.

What people put around a table is passed over: lines above its headings, a cover sheet before it.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.workbook import MAX_COLUMNS, MAX_ROWS, Record, Value, xlsx_records

__all__ = ["Row", "Table", "read_table"]

MAX_FILE_BYTES = 20 * 1024**2
_LINES_ABOVE = 20  # in which the headings are looked for
_SEPARATORS = ",\t;"  # a tab where Excel saves “text”


@dataclass(frozen=True)
class Row:
    """One row: `line` in the file, text by heading; `numbers` lists what was typed as a number.

    A number has lost the leading zeros it may have had. `surplus` holds cells beyond the headings.
    """

    line: int
    values: Mapping[str, str]
    numbers: frozenset[str] = frozenset()
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Headings, normalised (NFKC, no spaces around), and the rows that are not empty."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()


def read_table(path: Path, columns: Collection[str] | None = None) -> Table:
    """Read a CSV file (UTF-8 or cp932, with commas, tabs or semicolons) or an xlsx workbook.

    Args:
        path: the file; at most 20,000 rows and 100 columns.
        columns: the headings that the caller will use; a formula elsewhere does no harm. The first
            row that has them all is the table's first, in the first sheet that has such a row;
            without one, it is the first row of the first sheet.

    Raises:
        UsageError: there is no such file, or it is no table that can be read as it is.
    """
    content = _read_file(path)
    if path.suffix.lower() in {".xls", ".xlsm", ".xlsb", ".ods"}:
        what = _("Files of the form {form} are not read.").format(form=path.suffix.lower())
        raise UsageError(what, where=path.name, remedy=_("Save it as .xlsx without macros."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        what = _("This is an old or password-protected Excel file.")
        remedy = _("Save it as .xlsx without a password.")
        raise UsageError(what, where=path.name, remedy=remedy)
    if content.startswith(b"PK\x03\x04"):
        records = xlsx_records(path.name, content, partial(_has_headings, wanted=columns))
        return _tabulate(path.name, records, columns)
    return _tabulate(path.name, _csv_records(path.name, content), columns)


def _read_file(path: Path) -> bytes:
    try:
        if path.is_dir():
            what = _("This is a folder, not a file.")
            raise UsageError(what, where=str(path), remedy=_("Name the file in it."))
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        remedy = _("Check the name and the folder.")
        raise UsageError(_("There is no such file."), where=str(path), remedy=remedy) from None
    except OSError as error:
        what = _("The file cannot be read: {reason}.").format(reason=error.strerror)
        remedy = _("Close it in other programs and check its permissions.")
        raise UsageError(what, where=str(path), remedy=remedy) from None
    if len(content) > MAX_FILE_BYTES:
        what = _("The file is larger than {limit} MB.").format(limit=MAX_FILE_BYTES // 1024**2)
        raise UsageError(what, where=path.name, remedy=_("Split it, or remove what is not needed."))
    return content


def _has_headings(records: Sequence[Record], wanted: Collection[str] | None) -> bool:
    return any(_is_first(cells, wanted) for _line, cells in records[:_LINES_ABOVE])


def _is_first(cells: Sequence[Value], wanted: Collection[str] | None) -> bool:
    return wanted is not None and set(wanted) <= set(_headings(cells))


def _headings(cells: Sequence[Value]) -> list[str]:
    return [unicodedata.normalize("NFKC", cell.text).strip() for cell in cells]


def _from_headings(records: Iterable[Record], wanted: Collection[str] | None) -> Iterator[Record]:
    """Yield the rows that are not empty, from the one with the headings on."""
    filled = ((line, cells) for line, cells in records if any(cell.text.strip() for cell in cells))
    above = list(islice(filled, _LINES_ABOVE))
    start = next((at for at, (_line, row) in enumerate(above) if _is_first(row, wanted)), 0)
    yield from above[start:]
    yield from filled


def _tabulate(name: str, records: Iterable[Record], wanted: Collection[str] | None) -> Table:
    """Give every row its headings."""
    filled = _from_headings(records, wanted)
    first = next(filled, None)
    if first is None:
        remedy = _("Write the headings into the first row.")
        raise UsageError(_("The file is empty."), where=name, remedy=remedy)
    headings = _headings(first[1])
    while headings and not headings[-1]:
        headings.pop()
    _require_sound_headings(name, first[0], headings)
    rows: list[Row] = []
    for line, cells in filled:
        if len(rows) == MAX_ROWS:
            what = _("The table has more than {limit} rows.").format(limit=MAX_ROWS)
            raise UsageError(what, where=name, remedy=_("Split it into several files."))
        rows.append(_row(name, line, headings, cells, wanted))
    return Table(tuple(heading for heading in headings if heading), tuple(rows))


def _require_sound_headings(name: str, line: int, headings: Sequence[str]) -> None:
    where = _("{file}, line {line}").format(file=name, line=line)
    if len(headings) > MAX_COLUMNS:
        what = _("The table has more than {limit} columns.").format(limit=MAX_COLUMNS)
        raise UsageError(what, where=where, remedy=_("Remove the columns that are not needed."))
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        what = _("These headings occur twice: {names}.").format(names=", ".join(twice))
        raise UsageError(what, where=where, remedy=_("Remove or rename one of each."))


def _row(
    name: str,
    line: int,
    headings: Sequence[str],
    cells: Sequence[Value],
    wanted: Collection[str] | None,
) -> Row:
    named = [(heading, cell) for heading, cell in zip(headings, cells, strict=False) if heading]
    for heading, cell in named:
        if cell.kind == "formula" and (wanted is None or heading in wanted):
            raise UsageError(
                _("The cell holds a formula or an error ({content}).").format(
                    content=cell.text[:40]
                ),
                where=_("{file}, line {line}, {column}").format(
                    file=name, line=line, column=heading
                ),
                remedy=_("Paste the values in its place (Paste Special, Values)."),
            )
    values = dict.fromkeys((heading for heading in headings if heading), "")
    values.update((heading, cell.text) for heading, cell in named)
    return Row(
        line=line,
        values=values,
        numbers=frozenset(heading for heading, cell in named if cell.kind == "number"),
        surplus=tuple(cell.text for cell in cells[len(headings) :] if cell.text.strip()),
    )


def _csv_records(name: str, content: bytes) -> Iterator[Record]:
    """Yield every row with the number of the line that it starts in."""
    text = _decode(name, content)
    begin = "".join(islice(io.StringIO(text), _LINES_ABOVE))
    separator = max(_SEPARATORS, key=begin.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [Value(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        where = _("{file}, line {line}").format(file=name, line=line)
        what = _("The row is not valid CSV: {reason}.").format(reason=error)
        raise UsageError(what, where=where, remedy=_("Check its quotation marks.")) from None


def _decode(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        remedy = _("Save it as “CSV UTF-8”.")
        raise UsageError(_("The file is UTF-16."), where=name, remedy=remedy)
    line = 1  # the one at fault, in the encoding that gets furthest
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = max(line, error.object.count(b"\n", 0, error.start) + 1)
            if content.startswith(b"\xef\xbb\xbf"):
                break
            continue
        if "\x00" in text:
            remedy = _("Save the table as “CSV UTF-8” or .xlsx.")
            raise UsageError(_("The file is not text."), where=name, remedy=remedy)
        return text
    where = _("{file}, line {line}").format(file=name, line=line)
    what = _("The line is neither UTF-8 nor Shift_JIS (cp932).")
    raise UsageError(what, where=where, remedy=_("Save the file again as “CSV UTF-8”."))
