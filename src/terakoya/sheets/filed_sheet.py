"""What one sheet of a workbook says, before it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Cell", "Sheet"]

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    Attributes:
        name: what its tab says; at most 31 characters.
        fixed: how many columns on the left stay while others scroll.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    fixed: int = 0
