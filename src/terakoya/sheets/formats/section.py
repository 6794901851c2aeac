"""A number format's code, cut into its sections and each of these into its pieces.

The grammar is that of ECMA-376, part 1, 18.8.31, with what Excel in Japan adds to it (g, e, aaa).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["JAPANESE", "KNOWN_LANGUAGES", "Piece", "Section", "UnknownFormatError", "parse_format"]

PieceKind = Literal[
    "literal", "digit", "point", "comma", "percent", "date", "text", "general", "slash"
]

_PIECES = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | _(?P<wide>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/標準)
    | (?P<halves>AM/PM|A/P)
    | (?P<dates>y+|m+|d+|h+|s+|a{3,4}|g+|e+)
    | (?P<digit>[0?\#])
    | (?P<sign>[.,%@])
    | (?P<plain>[-$+/():!^&'~{}<>=\ ¥]|[^\x00-\x7f])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|(?P<end>;)', re.DOTALL)
_COLOUR = re.compile(
    r"(black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|色 ?\d+|[黒青水緑紫赤白黄]色?)",
    re.I,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_LOCALE = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<language>[\w-]+))?")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_SIGNS: dict[str, PieceKind] = {".": "point", ",": "comma", "%": "percent", "@": "text"}
JAPANESE = frozenset({"411", "ja", "ja-jp", "ja-jp-x-gannen"})
KNOWN_LANGUAGES = frozenset({"", "409", "en-us"}) | JAPANESE
_LONGEST = 255  # what Excel takes


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


@lru_cache(maxsize=512)
def parse_format(code: str) -> tuple[Section, ...]:
    """Return a format's sections, one to four.

    Raises:
        UnknownFormatError: the code holds something that we do not know.
    """
    if len(code) > _LONGEST:
        raise UnknownFormatError
    parts, start = [], 0
    for match in _END.finditer(code):
        if match["end"]:
            parts.append(code[start : match.start()])
            start = match.end()
    parts.append(code[start:])
    if len(parts) > 4:
        raise UnknownFormatError
    return tuple(_parse_section(part) for part in parts)


def _parse_section(code: str) -> Section:
    pieces: list[Piece] = []
    condition, language, at = None, "", 0
    while at < len(code):
        match = _PIECES.match(code, at)
        if match is None:
            raise UnknownFormatError
        at = match.end()
        if match["bracket"] is None:
            pieces += _piece(match)
        elif compared := _CONDITION.fullmatch(match["bracket"]):
            condition = _condition(compared[1], float(compared[2]))
        elif locale := _LOCALE.fullmatch(match["bracket"]):
            language = (locale["language"] or "").lower()
            pieces.append(Piece("literal", locale["sign"]))
        elif _ELAPSED.fullmatch(match["bracket"]):
            pieces.append(Piece("date", f"[{match['bracket'].lower()}]"))
        elif not _COLOUR.fullmatch(match["bracket"]):
            raise UnknownFormatError
    return Section(tuple(pieces), condition, language)


def _condition(sign: str, limit: float) -> Callable[[float], bool]:
    return lambda number: _COMPARE[sign](number, limit)


def _piece(match: re.Match[str]) -> list[Piece]:
    group, text = match.lastgroup, match[0]
    if group == "fill":
        if not match["fill"].isspace():
            raise UnknownFormatError  # repeated as often as the column is wide
        return []
    made: dict[str | None, Piece] = {
        "quoted": Piece("literal", text[1:-1]),
        "escaped": Piece("literal", text[1:]),
        "wide": Piece("literal", " "),
        "general": Piece("general", text),
        "digit": Piece("digit", text),
        "dates": Piece("date", text.lower()),
        "halves": Piece("date", text.lower()),
        "sign": Piece(_SIGNS.get(text, "literal"), text),
        "plain": Piece("slash" if text == "/" else "literal", text),
    }
    return [made[group]]
