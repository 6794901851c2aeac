"""Which sections are written as programs and offices write them; of the others we know nothing.

Excel and LibreOffice differ, or give up the whole format, where digits, commas and letters stand in
an unusual order. So only the usual orders are shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from terakoya.sheets.formats.minutes import tell_minutes
from terakoya.sheets.formats.piece import JAPANESE, Piece, Section, UnknownFormatError

__all__ = ["require_usual"]

_LETTERS = {"literal": "l", "slash": "/", "digit": "0", "point": ".", "comma": ",", "percent": "%"}
_LETTERS |= {"date": "d", "text": "@", "general": "G"}
_USUAL = re.compile(
    r"l*(?:"
    r"0(?:[0l]*0)?(?:\.0+)?"  # digits with words between them, decimals without
    r"|0+(?:,0+)+(?:\.0+)?,*"  # thousands
    r"|0+,+"
    r")l*%?l*"
    r"|l*G?l*|l*@l*"
)
_WHOLE, _FRACTION = re.compile(r"#*0*|\?*0*"), re.compile(r"0*#*|0*\?*")
_UNITS = {"y": "year", "e": "year", "m": "month", "n": "minute", "d": "day", "h": "hour"}
_UNITS |= {"s": "second", "a": "weekday", "g": "era"}


def require_usual(section: Section) -> None:
    """Check that a section's pieces stand in a usual order.

    Raises:
        UnknownFormatError: they do not.
    """
    if section.is_date:
        _require_usual_date(section)
        return
    shape = "".join(_LETTERS[piece.kind] for piece in section.pieces)
    if not _USUAL.fullmatch(shape):
        raise UnknownFormatError
    digits = "".join(piece.text for piece in section.pieces if piece.kind in ("digit", "point"))
    whole, _point, fraction = digits.partition(".")
    if not (_WHOLE.fullmatch(whole) and _FRACTION.fullmatch(fraction)):
        raise UnknownFormatError


def _require_usual_date(section: Section) -> None:
    pieces = [piece for piece in section.pieces if piece.kind == "date"]
    if any(piece.kind not in ("date", "literal", "slash", "point") for piece in section.pieces):
        raise UnknownFormatError
    units = [_unit(piece) for piece in tell_minutes(pieces)]
    names = [piece.text for piece in pieces if piece.text[0] in "mda" and len(piece.text) > 2]
    has_era = any(piece.text[0] in "ge" for piece in pieces)
    unusual = (
        len(set(units)) < len(units)
        or ("half" in units and "hour" not in units)
        or (has_era and section.language not in JAPANESE)
        or (any(name[0] != "a" for name in names) and section.language not in ("409", "en-us"))
        or _is_torn(section.pieces)
        or (pieces[0].text[0] == "[" and set(units) - {"hour", "minute", "second"})
        or any(piece.text[0] == "[" for piece in pieces[1:])
        or ("era" in units and not any(piece.text[0] == "e" for piece in pieces))
    )
    if unusual:
        raise UnknownFormatError


def _is_torn(pieces: Sequence[Piece]) -> bool:
    """Tell whether a slash does not stand behind a date's letters, or an m behind seconds."""
    pairs = list(pairwise(pieces))
    dates = [piece.text.strip("[")[0] for piece in pieces if piece.kind == "date"]
    return (
        pieces[0].kind == "slash"
        or any(b.kind == "slash" and a.kind != "date" for a, b in pairs)
        or ("s", "m") in pairwise(dates)
    )


def _unit(piece: Piece) -> str:
    if piece.text in ("am/pm", "a/p"):
        return "half"
    letter = piece.text.strip("[")[0]
    return _UNITS["n" if piece.text[:2] == "[m" else letter]
