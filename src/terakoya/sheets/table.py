"""A table as it was read: rows by heading, where each cell stands, and what was passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terakoya.language import gettext as _
from terakoya.sheets.column_letters import column_letter
from terakoya.sheets.grid import Kind, Value

__all__ = ["Choice", "Passed", "Reading", "Row", "Table"]


@dataclass(frozen=True)
class Choice:
    """What somebody asks to be read: a sheet by its name, and hidden rows and columns, too."""

    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Row:
    """One row: `line` in the file, text by heading; `numbers` lists what was typed as a number.

    A number has lost the leading zeros it may have had. `surplus` holds cells of a CSV file beyond
    the headings.
    """

    line: int
    values: Mapping[str, str]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    surplus: tuple[str, ...] = ()
    struck: frozenset[str] = frozenset()  # headings of cells with a line through them

    @property
    def numbers(self) -> frozenset[str]:
        """The headings under which a bare number stands."""
        return frozenset(heading for heading, kind in self.kinds.items() if kind == "number")


@dataclass(frozen=True)
class Passed:
    """A row that is no part of the table: its line, what stands there, a count that it tells."""

    line: int
    text: str
    count: int | None = None


@dataclass(frozen=True)
class Reading:
    """What of a file was read and what was not."""

    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()  # their letters, with what stands over them
    unused: tuple[str, ...] = ()  # headings of columns that nobody asked for
    called: Mapping[str, str] = field(default_factory=dict)  # other words that stand over columns
    passed: tuple[Passed, ...] = ()
    blank: tuple[int, ...] = ()  # lines with something, but nothing under the headings


@dataclass(frozen=True)
class Table:
    """Headings as the caller calls them, else as they stand there, and the rows not empty."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    is_workbook: bool = False

    def where(self, line: int, heading: str) -> str:
        """Name a cell as a person looks for it: by sheet and address, or by line."""
        if not self.is_workbook or heading not in self.places:
            place = _("{file}, line {line}, {column}")
            return place.format(file=self.name, line=line, column=heading)
        cell = f"{column_letter(self.places[heading] + 1)}{line}"
        others = self.reading.other_sheets + self.reading.hidden_sheets
        if not others:
            place = _("{file}, cell {cell}, {column}")
            return place.format(file=self.name, cell=cell, column=heading)
        place = _("{file}, sheet “{sheet}”, cell {cell}, {column}")
        return place.format(file=self.name, sheet=self.reading.sheet, cell=cell, column=heading)


def explain(value: Value) -> tuple[str, str]:
    """Say why nobody can know what is in a cell, and what to do."""
    paste = _("Paste the values in its place (Paste Special, Values).")
    if value.kind == "formula":
        what = _("The cell holds a formula or an error ({content}).")
        return what.format(content=value.text[:40]), paste
    if value.reason == "error":
        what = _("The cell holds a formula or an error ({content}).")
        return what.format(content=value.text[:40]), paste
    if value.reason == "hidden":
        what = _("The cell's format hides what is in it ({content}).")
        remedy = _("Choose a format that shows it, or empty the cell.")
        return what.format(content=value.text[:40]), remedy
    what = _("It cannot be known how Excel shows this cell ({content}): its format is unusual.")
    remedy = _("Format the column as text and type what should stand there.")
    return what.format(content=value.text[:40]), remedy
