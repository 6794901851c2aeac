"""Help pages on which nothing is cut off: Typer's tables, with texts that go on in the next line.

Rich takes a Japanese sentence for one long word, and shortens a word that does not fit to “…”. A
warning may stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.columns import Columns
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from typer import rich_utils

from terakoya.cli.console import ReadableConsole

__all__ = ["fold_help"]


class _FoldingTable(Table):
    """A table whose cells go on in the next line."""

    def add_row(self, *cells: RenderableType | None, **settings: Any) -> None:
        """Add a row; its columns fold what is too long."""
        super().add_row(*cells, **settings)
        for column in self.columns:
            column.overflow = "fold"


class _FoldingColumns(Columns):
    """Texts beside each other, each of which goes on in the next line."""

    def __init__(self, renderables: Iterable[RenderableType], **settings: Any) -> None:
        parts = list(renderables)
        for part in parts:
            if isinstance(part, Text):
                part.overflow = "fold"
        super().__init__(parts, **settings)


def fold_help() -> None:
    """Let Typer's help pages fold their texts readably."""
    ours: dict[str, Any] = {"Table": _FoldingTable, "Columns": _FoldingColumns}
    ours["Console"] = ReadableConsole
    for name, kind in ours.items():
        setattr(rich_utils, name, kind)
