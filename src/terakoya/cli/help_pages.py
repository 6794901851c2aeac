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
from terakoya.cli.usage_words import explain_usage
from terakoya.language import gettext as _

__all__ = ["dress_help"]


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


def dress_help() -> None:
    """Let Typer's help pages fold their texts readably, and say their own words in ours."""
    _fold_texts()
    _translate_constants()
    _translate_errors()


def _fold_texts() -> None:
    ours: dict[str, Any] = {"Table": _FoldingTable, "Columns": _FoldingColumns}
    ours["Console"] = ReadableConsole
    for name, kind in ours.items():
        setattr(rich_utils, name, kind)


def _translate_constants() -> None:
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.ERRORS_PANEL_TITLE = _("Error")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    rich_utils.ABORTED_TEXT = _("Stopped.")
    rich_utils.RICH_HELP = _("See [blue]{command_path} {help_option}[/]")


def _translate_errors() -> None:
    show = rich_utils.rich_format_error

    def show_in_words(error: Any) -> None:
        said = explain_usage(error)
        error.format_message = lambda: said
        show(error)

    rich_utils.rich_format_error = show_in_words  # type: ignore[assignment]
