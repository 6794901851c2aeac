"""Which section of a format is used for a value, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.sheets.formats.date_formats import show_as_date
from terakoya.sheets.formats.numbers import general, show_in_digits
from terakoya.sheets.formats.piece import (
    KNOWN_LANGUAGES,
    Section,
    UnknownFormatError,
)
from terakoya.sheets.formats.section import parse_format

__all__ = ["Shown", "UnknownFormatError", "show_number", "show_text"]


@dataclass(frozen=True)
class Shown:
    """The text that a person sees; whether it is a day or a time."""

    text: str
    is_date: bool = False


def show_number(number: float, code: str, *, is_1904: bool = False) -> Shown:
    """Return a number as Excel in Japan shows it.

    Args:
        number: the cell's number; of a day the days since the workbook's epoch.
        code: the format's code as the workbook has it.
        is_1904: the epoch is that of old Macintoshes.

    Raises:
        UnknownFormatError: we do not know what a person sees.
    """
    sections = parse_format(code)
    section, is_signed = _choose(number, sections)
    if section.is_date:
        return Shown(show_as_date(number, section, is_1904=is_1904), is_date=True)
    if section.language not in KNOWN_LANGUAGES:
        raise UnknownFormatError  # it may have digits of its own
    size = abs(number)
    text = "".join(piece.text for piece in section.pieces)
    if section.has("text") and len(section.pieces) > 1:
        raise UnknownFormatError  # words around a text: programs differ on numbers in it
    if section.has("general") or section.has("text"):
        text = _around(section, general(size))
    elif section.has("digit"):
        text = show_in_digits(size, section)
    elif is_signed:
        raise UnknownFormatError  # a minus before words only
    is_nothing = not section.pieces or not text.strip("0.")
    return Shown(f"-{text}" if is_signed and not is_nothing else text)


def show_text(text: str, code: str) -> str:
    """Return a text as Excel shows it: only the fourth section, or one with an @, changes it.

    Raises:
        UnknownFormatError: we do not know what a person sees.
    """
    if "@" not in code and ";" not in code:
        return text
    sections = parse_format(code)
    if len(sections) == 4:
        section = sections[3]
    elif sections[-1].has("text"):
        section = sections[-1]
    else:
        return text
    return _around(section, text)


def _choose(number: float, sections: tuple[Section, ...]) -> tuple[Section, bool]:
    """Return the section for a number, and whether a minus goes before what it shows."""
    numeric = sections[:3] if len(sections) == 4 else sections
    if len(numeric) > 1 and numeric[-1].has("text"):
        numeric = numeric[:-1]
    is_negative = number < 0
    if any(section.has("text") for section in sections[:-1]):
        raise UnknownFormatError
    conditions = [section.condition is not None for section in numeric]
    if any(conditions):
        if is_negative or conditions not in ([True], [True, False], [True, True, False]):
            raise UnknownFormatError
        fitting = (one for one in numeric if one.condition is None or one.condition(number))
        section = next(fitting, None)
        if section is None:
            raise UnknownFormatError
        return section, False
    if is_negative and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) == 3:
        return numeric[2], False
    return numeric[0], is_negative


def _around(section: Section, content: str) -> str:
    if any(piece.kind not in ("literal", "slash", "text", "general") for piece in section.pieces):
        raise UnknownFormatError
    return "".join(
        content if piece.kind in ("text", "general") else piece.text for piece in section.pieces
    )
