"""Notices on paper, for offices without mail: each department has pages of its own to hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typst
from terakoya_autograde.storage import scratch_folder

from terakoya.dates import LOCAL, write_day
from terakoya.errors import ExportError
from terakoya.faces.paper.fonts import write_fonts
from terakoya.faces.paper.pdf import compile_legibly
from terakoya.faces.paper.typst_text import quote
from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["NoticeSheet", "make_notice_sheets"]

_TEMPLATE = Path(__file__).parent / "templates" / "notices.typ"


@dataclass(frozen=True)
class NoticeSheet:
    """What is handed to one department: (name, staff number, subject, lines) of each notice."""

    department: str
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def make_notice_sheets(sheets: Sequence[NoticeSheet], made_at: datetime) -> bytes:
    """Return the sheets as a PDF file (A4, tagged), in the language of the context.

    Raises:
        ExportError: Typst cannot set it.
    """
    day = made_at.astimezone(LOCAL).date()
    title = _("Notices to hand over")
    heads = (_("Name"), _("Staff number"), _("Notice"), _("Handed over"))
    main = "\n".join(
        [
            _TEMPLATE.read_text(encoding="utf-8"),
            f"#set document(title: {quote(title)}, author: {quote('Terakoya')})",
            f"#set text(lang: {quote(current_language())})",
            f"#title-of({quote(title)}, {quote(write_day(day))})",
            *(_set_sheet(sheet, heads) for sheet in sheets),
            *([] if sheets else [f"#par({quote(_('There is nothing to hand over.'))})"]),
        ]
    )
    with scratch_folder("notices") as folder:
        write_fonts(folder / "fonts")
        try:
            return compile_legibly(folder, main, day)
        except typst.TypstError:
            raise ExportError(
                _("The sheets with notices could not be set."),
                remedy=_("Look for unusual characters in names and departments."),
            ) from None


def _set_sheet(sheet: NoticeSheet, heads: Sequence[str]) -> str:
    rows = "".join(_set_row(*row) for row in sheet.rows)
    named = "".join(f"{quote(head)}," for head in heads)
    return f"#department({quote(sheet.department)}, ({named}), ({rows}))"


def _set_row(name: str, number: str, subject: str, lines: Sequence[str]) -> str:
    set_lines = "".join(f"{quote(line)}," for line in lines)
    return f"({quote(name)}, {quote(number)}, {quote(subject)}, ({set_lines})),"
