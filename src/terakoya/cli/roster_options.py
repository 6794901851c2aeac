"""What is said of a workbook, by every command that reads a list of people."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya.language import gettext as _

__all__ = ["Hidden", "SheetName"]

SheetName = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help=_("The sheet of the workbook to read.")),
]
Hidden = Annotated[bool, typer.Option("--hidden", help=_("Read hidden rows and columns, too."))]
