"""First passwords on paper: A4, eight slips to be cut apart, tagged for screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typst
from terakoya_autograde.storage import scratch_folder

from terakoya.errors import ExportError
from terakoya.faces.paper.fonts import write_fonts
from terakoya.faces.paper.pdf import compile_legibly
from terakoya.faces.paper.typst_text import quote
from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["LoginSlip", "make_login_slips"]

_TEMPLATE = Path(__file__).parent / "templates" / "slips.typ"
_LINE = "_" * 30  # to be filled in by hand


@dataclass(frozen=True)
class LoginSlip:
    """What stands on one slip; the name and the department may be empty."""

    person: str
    department: str
    account: str
    password: str


def make_login_slips(slips: Sequence[LoginSlip], address: str, made_on: date) -> bytes:
    """Return the sheet as a PDF file, in the language of the context.

    Args:
        address: of the site, as it is typed into a browser; a line to write on where it is empty.

    Raises:
        ExportError: Typst cannot set it; the message holds nothing of what stands on it.
    """
    title = _("First passwords")
    main = "\n".join(
        [
            _TEMPLATE.read_text(encoding="utf-8"),
            f"#set document(title: {quote(title)}, author: {quote('Terakoya')})",
            f"#set text(lang: {quote(current_language())})",
            "#{ sheet(",
            *(f"{_set_slip(slip, address)}," for slip in slips),
            ") }",
        ]
    )
    with scratch_folder("slips") as folder:
        write_fonts(folder / "fonts")
        try:
            return compile_legibly(folder, main, made_on)
        except typst.TypstError:
            raise ExportError(
                _("The sheet with first passwords could not be set."),
                remedy=_("Look for unusual characters in names and departments."),
            ) from None  # Typst's message would quote a password


def _set_slip(slip: LoginSlip, address: str) -> str:
    steps = (
        _("Open the address in a browser."),
        _("Log in with the account name and this password."),
        _("Choose a password of your own, then destroy this slip."),
    )
    parts = [
        *map(quote, (_("Your login"), slip.person or slip.account, slip.department)),
        _list([_list(map(quote, (_("Address"), address or _LINE)))]),
        *map(quote, (_("Account name"), slip.account, _("First password"), slip.password)),
        _list(map(quote, steps)),
    ]
    return f"slip({', '.join(parts)})"


def _list(values: Iterable[str]) -> str:
    """Return code as an array of Typst, in which one value alone needs its comma."""
    return f"({', '.join(values)},)"
