"""Marks that stand for what is written above them: 〃 and 同上."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from terakoya.sheets import Row

__all__ = ["fill_dittos", "is_ditto"]

_MARKS = frozenset({"〃", "同上", "〟", "″", "“", "”", '"', "''", "’’", "々", "仝"})


def is_ditto(text: str) -> bool:
    """Tell whether a cell says that it holds what the one above holds."""
    return "".join(text.split()) in _MARKS


def fill_dittos(rows: Sequence[Row], columns: Collection[str]) -> list[Row]:
    """Return the rows with the text from above for each such mark in the columns.

    A mark in the first row stays: nothing is above it.
    """
    filled: list[Row] = []
    for row in rows:
        above = filled[-1].values if filled else {}
        taken = {
            column: above[column]
            for column in columns
            if column in above and is_ditto(row.values[column])
        }
        filled.append(replace(row, values={**row.values, **taken}) if taken else row)
    return filled
