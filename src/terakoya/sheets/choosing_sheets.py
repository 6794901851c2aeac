"""Which sheet of a workbook is read, and what of it is hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.column_letters import column_letter
from terakoya.sheets.grid import Grid
from terakoya.sheets.table import Choice, Reading
from terakoya.sheets.table_headings import Band, Wording, find_band, heading_text

__all__ = ["choose_grid"]


def choose_grid(
    name: str,
    grids: Sequence[Grid],
    wanted: Collection[str] | None,
    wording: Wording,
    choice: Choice,
) -> tuple[Grid, Reading]:
    """Return the sheet to read, as it is seen, and what of the workbook is not read.

    It is the one that is asked for, else the one visible sheet with all the headings, else the
    visible one with most of them.

    Raises:
        UsageError: there is no such sheet, or there are several, or only a hidden one has them.
    """
    seen = {grid.name: grid if choice.hidden else grid.visible() for grid in grids}
    bands = {grid.name: find_band(seen[grid.name].records, wanted or (), wording) for grid in grids}
    if choice.sheet is not None:
        chosen = _named(name, grids, choice.sheet)
    else:
        chosen = _only_one(name, grids, bands, wanted or ())
    return seen[chosen.name], _reading(chosen, grids, choice, bands[chosen.name])


def _named(name: str, grids: Sequence[Grid], wanted: str) -> Grid:
    found = [grid for grid in grids if heading_text(grid.name) == heading_text(wanted)]
    exact = [grid for grid in grids if grid.name == wanted]
    if not (exact or found):
        what = _("The workbook has no sheet “{sheet}”.").format(sheet=wanted[:40])
        remedy = _("It has: {names}.").format(names=_names(grids))
        raise UsageError(what, where=name, remedy=remedy)
    return (exact or found)[0]


def _only_one(
    name: str, grids: Sequence[Grid], bands: dict[str, Band | None], wanted: Collection[str]
) -> Grid:
    visible = [grid for grid in grids if not grid.is_hidden]
    if not visible:
        what = _("The workbook has no visible sheet with cells.")
        remedy = _("Show the sheet in Excel, or name it: --sheet NAME")
        raise UsageError(what, where=name, remedy=remedy)
    if not wanted:
        return visible[0]
    whole = [grid for grid in grids if (band := bands[grid.name]) and band.has(wanted)]
    fitting = [grid for grid in whole if not grid.is_hidden]
    filled = [grid for grid in fitting if _has_rows(grid, bands[grid.name])]
    fitting = filled or fitting  # an empty form beside the list is no second list
    if len(fitting) > 1:
        what = _("Several sheets could be meant: {names}.").format(names=_names(fitting))
        remedy = _("Name one: --sheet NAME; enrol several one after the other.")
        raise UsageError(what, where=name, remedy=remedy)
    if whole and not fitting:
        what = _("Only a hidden sheet has the headings: {names}.").format(names=_names(whole))
        remedy = _("Show the sheet in Excel, or name it: --sheet NAME")
        raise UsageError(what, where=name, remedy=remedy)
    return max(fitting or visible, key=lambda grid: _count(bands[grid.name]))


def _has_rows(grid: Grid, band: Band | None) -> bool:
    return band is not None and any(record.line > band.last for record in grid.records)


def _count(band: Band | None) -> int:
    return len(band.columns) if band else 0


def _names(grids: Sequence[Grid]) -> str:
    return ", ".join(grid.name for grid in grids)


def _reading(chosen: Grid, grids: Sequence[Grid], choice: Choice, band: Band | None) -> Reading:
    others = [grid for grid in grids if grid is not chosen and grid.records]
    last = band.last if band else 0
    rows = [record.line for record in chosen.records if record.line in chosen.hidden_rows]
    return Reading(
        sheet=chosen.name,
        other_sheets=tuple(grid.name for grid in others if not grid.is_hidden),
        hidden_sheets=tuple(grid.name for grid in others if grid.is_hidden),
        hidden_rows=() if choice.hidden else tuple(line for line in rows if line > last),
        hidden_columns=() if choice.hidden else tuple(_hidden_columns(chosen, last)),
    )


def _hidden_columns(grid: Grid, last: int) -> Iterator[str]:
    """Yield the letter of each hidden column that holds something, with what stands over it."""
    for column in sorted(grid.hidden_columns):
        texts = [
            (record.line, text)
            for record in grid.records
            if (text := heading_text(record.at(column).seen))
        ]
        if texts:
            above = [text for line, text in texts if line <= last]
            letter = column_letter(column + 1)
            yield f"{letter} ({above[-1]})" if above else letter
