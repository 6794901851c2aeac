"""The letters that a sheet's columns are called by."""

from __future__ import annotations

__all__ = ["column_letter"]


def column_letter(number: int) -> str:
    """Return what a column is called in a workbook; the first one has the number 1.

    >>> column_letter(28)
    'AB'
    """
    # openpyxl takes a fifth of a second; most commands name no cell
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return get_column_letter(number)
