"""What a number format's section is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["JAPANESE", "KNOWN_LANGUAGES", "Piece", "PieceKind", "Section", "UnknownFormatError"]

PieceKind = Literal[
    "literal", "digit", "point", "comma", "percent", "date", "text", "general", "slash"
]
# The calendar of eras may stand before 411.
JAPANESE = frozenset({"411", "30411", "1030411", "ja", "ja-jp", "ja-jp-x-gannen"})
KNOWN_LANGUAGES = frozenset({"", "409", "en-us"}) | JAPANESE


class UnknownFormatError(Exception):
    """A format, or a value in it, of which we do not know what a person sees."""


@dataclass(frozen=True)
class Piece:
    """One piece of a section: what it is, and its letters."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Section:
    """What stands between two semicolons. `language` is the tag behind ``[$-…]``, small."""

    pieces: tuple[Piece, ...]
    condition: Callable[[float], bool] | None = None
    language: str = ""

    @property
    def is_date(self) -> bool:
        """Whether the number is shown as a day or a time."""
        return self.has("date")

    def has(self, kind: PieceKind) -> bool:
        """Tell whether one of the pieces is of a kind."""
        return any(piece.kind == kind for piece in self.pieces)
