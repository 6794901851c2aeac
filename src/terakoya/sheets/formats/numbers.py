"""A number through the digits of a section: zeros, thousands, decimals, literals between."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from terakoya.sheets.formats.piece import Piece, Section, UnknownFormatError

__all__ = ["general", "show_in_digits"]

_GENERAL_DIGITS = 11  # what a cell of the format General shows at most, the point included
_EXACT = 10**15  # beyond it a workbook does not keep every digit


def general(number: float) -> str:
    """Return a number in the format General.

    Raises:
        UnknownFormatError: Excel would show it in powers of ten.
    """
    if float(number).is_integer() and abs(number) < 10**_GENERAL_DIGITS:
        return str(int(number))
    if not 1e-4 <= abs(number) < 10 ** (_GENERAL_DIGITS - 1):
        raise UnknownFormatError
    places = max(_GENERAL_DIGITS - len(str(int(abs(number)))) - 1, 0)
    shown = format(round(Decimal(repr(number)), places), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def show_in_digits(number: float, section: Section) -> str:
    """Return a number that is not negative as the section's digits and literals show it.

    Raises:
        UnknownFormatError: the digits are in an order that we do not know.
    """
    if abs(number) >= _EXACT or section.has("slash"):
        raise UnknownFormatError  # digits are missing, or it is a fraction
    pieces = _without_scale(section.pieces)
    scale = sum(piece.kind == "percent" for piece in pieces) * 2 - 3 * (
        len(section.pieces) - len(pieces)
    )
    point = next((at for at, piece in enumerate(pieces) if piece.kind == "point"), len(pieces))
    before, after = pieces[:point], pieces[point + 1 :]
    if any(piece.kind in ("point", "comma", "text", "general") for piece in after):
        raise UnknownFormatError
    places = sum(piece.kind == "digit" for piece in after)
    exact = Decimal(repr(number)).scaleb(scale)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _point, fraction = format(rounded, "f").partition(".")
    shown = _show_whole(whole.lstrip("0"), before)
    return shown + (("." + _show_fraction(fraction, after)) if point < len(pieces) else "")


def _without_scale(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Take out the commas behind the last digit: each divides by a thousand."""
    last = max((at for at, piece in enumerate(pieces) if piece.kind == "digit"), default=-1)
    end = last + 1
    while end < len(pieces) and pieces[end].kind == "comma":
        end += 1
    return (*pieces[: last + 1], *pieces[end:])


def _show_whole(digits: str, pieces: Sequence[Piece]) -> str:
    """Put the digits into their places from the right; what is left goes into the first place."""
    places = [at for at, piece in enumerate(pieces) if piece.kind == "digit"]
    if not places:
        if digits:
            raise UnknownFormatError
        return _literals(pieces)
    between = pieces[places[0] : places[-1]]
    is_grouped = any(piece.kind == "comma" for piece in between)
    if any(piece.kind in ("text", "general") for piece in pieces):
        raise UnknownFormatError
    shown: list[str] = []
    rest = digits
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        if piece.kind != "digit":
            shown.append("" if piece.kind == "comma" else piece.text)
            continue
        given = rest if at == places[0] else rest[-1:]
        rest = "" if at == places[0] else rest[:-1]
        shown.append(given or {"0": "0", "?": " ", "#": ""}[piece.text])
    text = "".join(reversed(shown))
    return _group(text, pieces, places) if is_grouped else text


def _group(text: str, pieces: Sequence[Piece], places: Sequence[int]) -> str:
    """Put a comma before every third digit, where nothing else stands between the digits."""
    if any(piece.kind == "literal" for piece in pieces[places[0] : places[-1]]):
        raise UnknownFormatError
    front, back = _literals(pieces[: places[0]]), _literals(pieces[places[-1] + 1 :])
    digits = text[len(front) : len(text) - len(back)]
    blank = digits[: len(digits) - len(digits.lstrip(" "))]
    digits = digits[len(blank) :]
    if not digits:
        return text
    head = len(digits) % 3 or 3
    groups = [digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))]
    return front + blank + ",".join(groups) + back


def _literals(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != "comma")


def _show_fraction(digits: str, pieces: Sequence[Piece]) -> str:
    shown, at = [], 0
    for piece in pieces:
        if piece.kind != "digit":
            shown.append(piece.text)
            continue
        is_needed = piece.text == "0" or digits[at:].strip("0")
        shown.append(digits[at] if is_needed else {"?": " "}.get(piece.text, ""))
        at += 1
    return "".join(shown)
