"""Strings of Typst's code."""

from __future__ import annotations

__all__ = ["quote"]

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "", "\t": "\\t"})
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def quote(text: str) -> str:
    """Return a text as a string literal: no letter of it can be read as markup or code."""
    return f'"{text.translate(_CONTROL).translate(_ESCAPES)}"'
