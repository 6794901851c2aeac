"""What is wrong in a row of a table that somebody gave: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from terakoya.errors import together
from terakoya.language import gettext as _
from terakoya.model.unseen import mark_unseen
from terakoya.sheets import Row, Table

__all__ = ["find_twice", "say_fault"]

_SHOWN = 40


def say_fault(table: Table, row: Row, heading: str, what: str, remedy: str) -> str:
    """Return one sentence about a cell, and one of what to do."""
    return together(f"{table.where(row.line, heading)}: {what}", remedy)


def find_twice(table: Table, heading: str, key: Callable[[Row], str]) -> list[str]:
    """Return a sentence for each row whose `key` another one has before it.

    Args:
        heading: of the column that it is about.
    """
    first: dict[str, int] = {}
    what = _("“{value}” is in line {line} already.")
    return [
        say_fault(
            table,
            row,
            heading,
            what.format(value=mark_unseen(key(row), _SHOWN), line=line),
            _("Remove or correct one row."),
        )
        for row in table.rows
        if (line := first.setdefault(key(row), row.line)) != row.line
    ]
