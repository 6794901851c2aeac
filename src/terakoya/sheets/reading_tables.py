"""Reading a table: CSV in UTF-8 or cp932, or xlsx, as a person sees it.

What people put around a table is passed over: lines above its headings, a cover sheet before it,
the headings once more on each page, a total below.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.sheets.choosing_sheets import choose_grid
from terakoya.sheets.grid import MAX_ROWS, Grid
from terakoya.sheets.table import Choice, Table
from terakoya.sheets.table_headings import LINES_ABOVE, Wording
from terakoya.sheets.tabulating import tabulate
from terakoya.sheets.text_file import csv_records

__all__ = ["read_table"]

MAX_FILE_BYTES = 20 * 1024**2


def read_table(
    path: Path,
    columns: Collection[str] | None = None,
    wording: Wording | None = None,
    choice: Choice | None = None,
) -> Table:
    """Read a CSV file (UTF-8 or cp932, with commas, tabs or semicolons) or an xlsx workbook.

    Args:
        path: the file; at most 20,000 rows and 100 columns.
        columns: the headings that the caller will use; a formula elsewhere does no harm. The first
            row that has them all is the table's first, in the one visible sheet that has such a
            row; without one, it is the row with most of them, or the first row of the first sheet.
        wording: other words for the headings.
        choice: a sheet to read, and whether hidden rows and columns are read.

    Raises:
        UsageError: there is no such file, it is no table that can be read as it is, or several
            sheets could be meant.
    """
    wording, choice = wording or Wording(), choice or Choice()
    content = _read_file(path)
    _require_known_form(path, content)
    if content.startswith(b"PK\x03\x04"):
        # openpyxl takes a fifth of a second; most commands read no workbook
        from terakoya.sheets.workbook import read_grids  # noqa: PLC0415

        grids = list(read_grids(path.name, content))
        grid, reading = choose_grid(path.name, grids, columns, wording, choice)
        return tabulate(path.name, grid, reading, columns, wording)
    if choice.sheet is not None:
        what = _("A CSV file has no sheets.")
        raise UsageError(what, where=path.name, remedy=_("Leave out --sheet."))
    most = MAX_ROWS + LINES_ABOVE + 1  # one more is enough to refuse it
    grid = Grid("", tuple(islice(csv_records(path.name, content), most)))
    return tabulate(path.name, grid, None, columns, wording)


def _require_known_form(path: Path, content: bytes) -> None:
    if path.suffix.lower() in {".xls", ".xlsm", ".xlsb", ".ods"}:
        what = _("Files of the form {form} are not read.").format(form=path.suffix.lower())
        raise UsageError(what, where=path.name, remedy=_("Save it as .xlsx without macros."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        what = _("This is an old or password-protected Excel file.")
        remedy = _("Save it as .xlsx without a password.")
        raise UsageError(what, where=path.name, remedy=remedy)


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
