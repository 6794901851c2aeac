"""`terakoya export guide`: the page for learners, on A4, to print or to send."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import say
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.workspace.atomic import write_bytes

__all__ = ["guide"]


class GuideLanguage(StrEnum):
    """The languages in which the page is written."""

    JA = "ja"
    EN = "en"


def guide(
    to: Annotated[Path, typer.Option(help=_("The PDF file to write."))],
    lang: Annotated[
        GuideLanguage | None, typer.Option(help=_("The language; yours, if you say nothing."))
    ] = None,
) -> None:
    """Write the page for learners as PDF: open, run, check, save, hand in."""
    from terakoya.faces.paper.guide import make_guide  # noqa: PLC0415 - Typst: not for others
    from terakoya.refresh import tokyo_date  # noqa: PLC0415 - as above

    language = lang.value if lang is not None else current_language()
    write_bytes(to, make_guide(language, tokyo_date(datetime.now(UTC))))
    say(_("Written: {file}").format(file=to))
