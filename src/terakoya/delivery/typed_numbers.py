"""Numbers that people typed into a form or behind an option, in digits of either width."""

from __future__ import annotations

import re
import unicodedata

from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["read_number", "read_whole_number"]


def read_number(text: str) -> float:
    """Return a number without a sign.

    Raises:
        UsageError: it is none.
    """
    return float(_match(text, r"[0-9]{1,6}(\.[0-9]{1,20})?", _("Write a number like 10 or 2.5.")))


def read_whole_number(text: str) -> int:
    """Return a whole number without a sign.

    Raises:
        UsageError: it is none.
    """
    return int(_match(text, r"[0-9]{1,6}", _("Write a whole number.")))


def _match(text: str, pattern: str, remedy: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(pattern, plain):
        raise UsageError(_("“{text}” is no number.").format(text=text[:40]), remedy=remedy)
    return plain
