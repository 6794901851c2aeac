"""Text that a spreadsheet would take for a formula."""

from __future__ import annotations

import unicodedata

__all__ = ["is_like_formula", "neutralise"]

_STARTS = frozenset("=+-@\u2212")  # U+2212 becomes a full-width hyphen in cp932


def neutralise(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: with a ``'`` before it."""
    return f"'{text}" if is_like_formula(text) else text


def is_like_formula(text: str) -> bool:
    """Tell whether some spreadsheet would calculate a text, signs of full width among them."""
    if text.startswith(("\t", "\r")):
        return True
    for character in text:
        if unicodedata.normalize("NFKC", character) in _STARTS:  # full-width ones too
            return True
        if unicodedata.category(character)[0] not in "ZC":
            return False
    return False
