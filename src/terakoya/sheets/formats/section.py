"""A number format's code, cut into its sections and each of these into its pieces.

The grammar is that of ECMA-376, part 1, 18.8.31, with what Excel in Japan adds to it (g, e, aaa).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from terakoya.sheets.formats.piece import Piece, PieceKind, Section, UnknownFormatError
from terakoya.sheets.formats.usual import require_usual

__all__ = ["parse_format"]

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
_CURRENCY = re.compile(r"\$([^-\d]+)(?:-[\w-]+)?")
_LANGUAGE = re.compile(r"\$-([\w-]+)")
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
_LONGEST = 255  # what Excel takes


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
    brackets: list[str] = []
    at = fills = amounts = 0
    while at < len(code):
        match = _PIECES.match(code, at)
        if match is None:
            raise UnknownFormatError
        at = match.end()
        if match["bracket"] is None:
            pieces.append(_piece(match))
            fills += match["fill"] is not None
        elif _ELAPSED.fullmatch(match["bracket"]):
            pieces.append(Piece("date", f"[{match['bracket'].lower()}]"))
        elif sign := _CURRENCY.fullmatch(match["bracket"]):
            pieces.append(Piece("literal", sign[1]))
            amounts += 1
        elif pieces:
            raise UnknownFormatError  # colours, conditions and languages stand in front
        else:
            brackets.append(match["bracket"])
    is_amount = amounts == 1 and not any(piece.kind in ("text", "percent") for piece in pieces)
    if fills > 1 or (amounts and not is_amount):
        raise UnknownFormatError
    section = _section(pieces, brackets)
    require_usual(section)
    return section


def _section(pieces: Sequence[Piece], brackets: Sequence[str]) -> Section:
    condition, language = None, ""
    kinds = [_COLOUR.fullmatch(bracket) is None and bracket[:1] for bracket in brackets]
    if len(set(kinds)) < len(kinds):
        raise UnknownFormatError
    for bracket in brackets:
        if compared := _CONDITION.fullmatch(bracket):
            condition = _condition(compared[1], float(compared[2]))
        elif tagged := _LANGUAGE.fullmatch(bracket):
            language = tagged[1].lower()
        elif not _COLOUR.fullmatch(bracket):
            raise UnknownFormatError
    return Section(tuple(pieces), condition, language)


def _condition(sign: str, limit: float) -> Callable[[float], bool]:
    return lambda number: _COMPARE[sign](number, limit)


def _piece(match: re.Match[str]) -> Piece:
    group, text = match.lastgroup, match[0]
    if group == "fill" and not match["fill"].isspace():
        raise UnknownFormatError  # repeated as often as the column is wide
    made: dict[str | None, Piece] = {
        "quoted": Piece("literal", text[1:-1]),
        "escaped": Piece("literal", text[1:]),
        "wide": Piece("literal", " "),
        "fill": Piece("literal", ""),
        "general": Piece("general", text),
        "digit": Piece("digit", text),
        "dates": Piece("date", text.lower()),
        "halves": Piece("date", text.lower()),
        "sign": Piece(_SIGNS.get(text, "literal"), text),
        "plain": Piece("slash" if text == "/" else "literal", text),
    }
    return made[group]
