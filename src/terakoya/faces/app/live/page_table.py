"""A table that is shown in an app, as a file: CSV for any program, CSV for older ones, Excel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from terakoya_autograde.storage import scratch_folder

from terakoya.sheets.writing import Form, write_table

__all__ = ["BadTableError", "table_file"]

_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 100_000, 500, 32_000
_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


class BadTableError(ValueError):
    """What a page sent is no table, or no form is called so."""


def table_file(rows: Any, form: Any) -> bytes:
    """Return the file of a table.

    Args:
        rows: the headings and the rows, as texts, as a page shows them. What looks like a number
            becomes one; numbers that begin with 0 stay text.
        form: ``csv-utf8``, ``csv-cp932`` or ``xlsx``.

    Raises:
        BadTableError: it is no table, or too large.
        ExportError: the form cannot hold a character of it.
    """
    if form not in get_args(Form) or not _is_table(rows):
        raise BadTableError(str(form))
    headings, *body = rows
    table = [[_value(cell) for cell in row] for row in body]
    with scratch_folder("table") as folder:
        path = folder / "table"
        write_table(path, headings, table, form)
        return path.read_bytes()


def _is_table(rows: object) -> bool:
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_ROWS:
        return False
    width = len(rows[0]) if isinstance(rows[0], list) else 0
    return 0 < width <= _MOST_COLUMNS and all(
        isinstance(row, list)
        and len(row) == width
        and all(isinstance(cell, str) and len(cell) < _LONGEST for cell in row)
        for row in rows
    )


def _value(text: str) -> str | int | float:
    plain = text.strip()
    if not _NUMBER.fullmatch(plain) or re.match(r"[-−]?0\d", plain):
        return text
    number: Sequence[str] = plain.replace("−", "-").replace(",", "")
    return float("".join(number)) if "." in number else int("".join(number))
