"""A sheet's rows under their headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.closing import counted_in, find_closing, is_blank
from terakoya.sheets.column_letters import column_letter
from terakoya.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, Record, Value
from terakoya.sheets.table import Passed, Reading, Row, Table, explain
from terakoya.sheets.table_headings import Band, Wording, find_band, heading_key, heading_text

__all__ = ["tabulate"]


def tabulate(
    name: str,
    grid: Grid,
    reading: Reading | None,
    wanted: Collection[str] | None,
    wording: Wording,
) -> Table:
    """Give every row its headings.

    Args:
        name: the file's, for messages.
        grid: the sheet, as it is seen.
        reading: what of the workbook is not read; None for a text file.
        wanted: the headings that the caller will use; None for all.
        wording: other words for them.

    Raises:
        UsageError: a heading stands there twice, the table is too large, or a cell under a wanted
            heading cannot be known.
    """
    if not grid.records:
        remedy = _("Write the headings into the first row.")
        raise UsageError(_("The file is empty."), where=name, remedy=remedy)
    band = find_band(grid.records, wanted or (), wording) or _first_row(grid.records[0])
    columns = _name_columns(band)
    _require_sound_headings(name, band, columns)
    needed = columns if wanted is None else band.columns
    parts = _divide(grid.records, band, needed, wanted)
    if len(parts.rows) > MAX_ROWS:
        what = _("The table has more than {limit} rows.").format(limit=MAX_ROWS)
        raise UsageError(what, where=name, remedy=_("Split it into several files."))
    told = replace(
        reading or Reading(),
        unused=tuple(heading for heading in columns if heading not in band.columns),
        called=_called(band),
        passed=tuple(_passed(record) for record in parts.passed),
        blank=tuple(parts.blank),
    )
    table = Table(name, tuple(columns), (), columns, told, is_workbook=reading is not None)
    reader = _RowReader(table, band, needed)
    return replace(table, rows=tuple(map(reader.read, parts.rows)))


@dataclass(frozen=True)
class _Parts:
    rows: Sequence[Record]
    passed: Sequence[Record]
    blank: Sequence[int] = ()


def _divide(
    records: Sequence[Record], band: Band, needed: Mapping[str, int], wanted: object
) -> _Parts:
    """Tell the rows of the table from the headings once more and from what closes it."""
    below = [record for record in records if record.line > band.last]
    if wanted is None:
        return _Parts(below, ())
    columns = list(needed.values())
    repeated = {record.line for record in below if _repeats(record, band)}
    rows = [record for record in below if record.line not in repeated]
    closing = {record.line for record in find_closing(rows, columns)}
    passed = [record for record in below if record.line in repeated | closing]
    rest = [record for record in rows if record.line not in closing]
    blank = [record for record in rest if is_blank(record, columns)]
    return _Parts(
        rows=[record for record in rest if not is_blank(record, columns)],
        passed=passed,
        blank=[record.line for record in blank if _says(record)],
    )


def _says(record: Record) -> bool:
    return any(not record.own(column).is_blank for column in range(len(record.values)))


def _repeats(record: Record, band: Band) -> bool:
    """Tell whether a row is the headings once more, as on each page of a printed list."""
    return bool(band.columns) and all(
        heading_key(record.at(column).seen) == heading_key(band.texts[column])
        for column in band.columns.values()
    )


def _first_row(record: Record) -> Band:
    texts = [heading_text(value.seen) for value in record.values]
    return Band(record.line, record.line, {}, texts)


def _name_columns(band: Band) -> dict[str, int]:
    """Return every heading with its column: as the caller calls it, else as it stands there."""
    by_column = {column: heading for heading, column in band.columns.items()}
    named: dict[str, int] = {}
    for column, text in enumerate(band.texts):
        if heading := by_column.get(column, text):
            if heading in band.columns and column != band.columns[heading]:
                continue
            named.setdefault(heading, column)
    return named


def _require_sound_headings(name: str, band: Band, columns: Mapping[str, int]) -> None:
    where = _("{file}, line {line}").format(file=name, line=band.first)
    if max(columns.values(), default=0) >= MAX_COLUMNS:
        what = _("The table has more than {limit} columns.").format(limit=MAX_COLUMNS)
        raise UsageError(what, where=where, remedy=_("Remove the columns that are not needed."))
    for heading, texts in band.twice.items():
        if len(set(texts)) > 1:
            what = _("Several headings could be {heading}: {names}.")
            remedy = _("Write {heading} over the one that is meant.").format(heading=heading)
            what = what.format(heading=heading, names=", ".join(texts))
            raise UsageError(what, where=where, remedy=remedy)
    twice = sorted(band.twice) if band.columns else _occurring_twice(band.texts)
    if twice:
        what = _("These headings occur twice: {names}.").format(names=", ".join(twice))
        raise UsageError(what, where=where, remedy=_("Remove or rename one of each."))


def _occurring_twice(texts: Sequence[str]) -> list[str]:
    return sorted({text for text in texts if text and texts.count(text) > 1})


def _called(band: Band) -> dict[str, str]:
    return {
        heading: band.texts[column]
        for heading, column in band.columns.items()
        if heading_key(band.texts[column]) != heading_key(heading)
    }


def _passed(record: Record) -> Passed:
    own = (record.own(column).seen for column in range(len(record.values)))
    texts = [" ".join(text.split()) for text in own if text.strip()]
    return Passed(record.line, " ".join(texts)[:80], counted_in(record))


@dataclass(frozen=True)
class _RowReader:
    """Reads rows; `needed` are the headings under which every cell must be known."""

    table: Table
    band: Band
    needed: Mapping[str, int]

    def read(self, record: Record) -> Row:
        """Return a row by heading.

        Raises:
            UsageError: nobody can know what is in a cell under one of the headings.
        """
        for heading, column in self.needed.items():
            self._require_known(record, heading, column)
        values = {name: record.at(column) for name, column in self.table.places.items()}
        width = len(self._texts())
        surplus = () if self.table.is_workbook else record.values[width:]
        return Row(
            line=record.line,
            values={name: value.text for name, value in values.items()},
            kinds={name: value.kind for name, value in values.items() if value.text},
            surplus=tuple(value.text for value in surplus if value.text.strip()),
            struck=frozenset(name for name, value in values.items() if value.is_struck),
        )

    def _texts(self) -> list[str]:
        texts = list(self.band.texts)
        while texts and not texts[-1]:
            texts.pop()
        return texts

    def _require_known(self, record: Record, heading: str, column: int) -> None:
        value = record.at(column)
        if value.kind in ("formula", "unknown"):
            what, remedy = explain(value)
            raise UsageError(what, where=self.table.where(record.line, heading), remedy=remedy)
        others = [name for name in self.needed if self._is_over(value, name, column)]
        if others and value.text.strip():
            what = _("The cell is merged over several columns: {names}.")
            what = what.format(names=", ".join([heading, *others]))
            remedy = _("Unmerge it and write into each column what belongs there.")
            raise UsageError(what, where=self.table.where(record.line, heading), remedy=remedy)
        if (neighbour := self._neighbour(record, column)) is not None:
            cell = f"{column_letter(neighbour + 1)}{record.line}"
            what = _("The heading {heading} stands over several columns; {cell} holds more of it.")
            remedy = _("Put it into one cell, or give the other column a heading of its own.")
            where = self.table.where(record.line, heading)
            raise UsageError(what.format(heading=heading, cell=cell), where=where, remedy=remedy)

    def _is_over(self, value: Value, name: str, column: int) -> bool:
        block, other = value.block, self.needed[name]
        return block is not None and other != column and block.left <= other + 1 <= block.right

    def _neighbour(self, record: Record, column: int) -> int | None:
        """Return the next column under the same merged heading that holds something of its own."""
        covered = self.band.under.get(column, ())
        return next((other for other in covered if record.own(other).seen.strip()), None)
