"""Letters that no font of ours has: rare kanji, Hangul, emoji. They must not stop the paper.

PDF/UA allows no letter without a shape, and Typst names every such letter when it refuses. What
is read aloud (alternative texts, the title) keeps its letters; only what is shown is replaced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import typst

from terakoya.faces.paper.typst_text import quote

__all__ = ["in_known_letters", "missing_letters", "show_instead", "write_in_drawings"]

_REFUSED = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\(.)")


def missing_letters(error: typst.TypstError) -> set[str]:
    """Return the letters, or groups of letters drawn as one, that Typst found no shape for."""
    return {_unescape(text) for text in _REFUSED.findall(str(error.diagnostic))}


def in_known_letters(text: str) -> str:
    """Return what is shown in place of a letter: plain letters of the same meaning, else its code.

    Marks that only change a letter before them, such as the one for coloured emoji, are left out.
    """
    bare = "".join(letter for letter in text if not _only_changes(letter))
    if bare != text:
        return bare
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        return plain
    return "".join(letter if letter.isascii() else f"〔U+{ord(letter):04X}〕" for letter in text)


def show_instead(text: str, other: str) -> str:
    """Return Typst's rule that shows one text in place of another, wherever it stands."""
    return f"#show {quote(text)}: {quote(other)}\n"


def write_in_drawings(folder: Path, letters: Mapping[str, str]) -> None:
    """Write letters in other ones in a folder's drawings (SVG), which no rule of Typst reaches.

    Args:
        letters: letter → what is shown instead.
    """
    for path in folder.glob("*.svg"):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        for letter, other in letters.items():
            text = text.replace(letter, other)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")


def _only_changes(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def _unescape(text: str) -> str:
    """Undo Rust's way to write a string."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
