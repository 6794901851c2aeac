"""Text that is folded away (``<details>``): hints for those who do the exercise."""

from __future__ import annotations

import re

__all__ = ["is_only_folded", "without_folded"]

_PIECE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<tick>`+)[^`\n]+(?P=tick)"
    r"|(?P<begin><details\b[^>]*>)|(?P<end></details\s*>)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
"""Code, which folds nothing, or where folded text begins or ends."""
_HEADING = re.compile(r"^(?:#{1,6}\s.*|<(h[1-6])\b.*</\1>|\*\*[^*]+\*\*|-{3,})\s*$", re.MULTILINE)


def without_folded(text: str) -> str:
    """Return a Markdown text without its ``<details>``; what only code says of them stays.

    One that is never closed goes to the end of the text, as in a browser.
    """
    kept: list[str] = []
    depth = place = 0
    for piece in _PIECE.finditer(text):
        if piece["begin"]:
            kept.append("" if depth else text[place : piece.start()])
            depth += 1
        elif piece["end"] and depth:
            depth -= 1
            place = piece.end()
    return "".join([*kept, "" if depth else text[place:]])


def is_only_folded(text: str) -> bool:
    """Tell whether nothing but folded text, and perhaps a heading above it, is in a text."""
    rest = without_folded(text)
    return rest != text and not _HEADING.sub("", rest).strip()
