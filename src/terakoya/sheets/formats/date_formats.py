"""A number as the day or time that Excel shows, with the eras of Japan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from terakoya.sheets.formats.minutes import tell_minutes
from terakoya.sheets.formats.piece import (
    JAPANESE,
    KNOWN_LANGUAGES,
    Piece,
    Section,
    UnknownFormatError,
)

__all__ = ["show_as_date"]

_ERAS = (  # the newest first: its first day, and its names as g, gg and ggg show them
    (date(2019, 5, 1), ("R", "令", "令和")),
    (date(1989, 1, 8), ("H", "平", "平成")),
    (date(1926, 12, 25), ("S", "昭", "昭和")),
    (date(1912, 7, 30), ("T", "大", "大正")),
    (date(1868, 1, 1), ("M", "明", "明治")),
)
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_WEEKDAYS = "月火水木金土日"
_SURE_FROM = 61  # before 1 March 1900 Excel counts a day that never was
_LAST = 2_958_466  # the first number behind 31 December 9999
_LAST_OF_AN_ERA = 99
_1904 = 1462  # days between the two epochs


def show_as_date(number: float, section: Section, *, is_1904: bool) -> str:
    """Return the day or time that a serial number stands for.

    Raises:
        UnknownFormatError: it is no day that Excel knows, or we do not know how it is shown.
    """
    if any(piece.kind in ("comma", "percent", "text", "general") for piece in section.pieces):
        raise UnknownFormatError
    if section.language not in KNOWN_LANGUAGES or number < 0:
        raise UnknownFormatError
    pieces = tell_minutes(section.pieces)
    seconds = _seconds(number, pieces)
    days = seconds // 86_400 + (_1904 if is_1904 else 0)
    if days >= _LAST or (days < _SURE_FROM and any(_is_of_day(piece) for piece in pieces)):
        raise UnknownFormatError
    moment = datetime(1899, 12, 30) + timedelta(days=days, seconds=seconds % 86_400)  # noqa: DTZ001
    has_halves = any(piece.text in ("am/pm", "a/p") for piece in pieces)
    clock = _Clock(moment, seconds, section.language, has_halves)
    return "".join(clock.show(piece) if piece.kind == "date" else piece.text for piece in pieces)


def _seconds(number: float, pieces: Sequence[Piece]) -> int:
    exact = Decimal(repr(number)) * 86_400
    seconds = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if not any(piece.text.strip("[]")[:1] in ("h", "n", "s") for piece in pieces):
        return int(Decimal(repr(number))) * 86_400
    return seconds


def _is_of_day(piece: Piece) -> bool:
    is_half = piece.text in ("am/pm", "a/p")
    return piece.kind == "date" and piece.text[0] in "ymdaeg" and not is_half


class _Clock:
    """One moment, and how its pieces are shown."""

    def __init__(self, moment: datetime, seconds: int, language: str, has_halves: bool) -> None:
        self._moment, self._seconds = moment, seconds
        self._is_japanese, self._gannen = language in JAPANESE, language.endswith("gannen")
        self._has_halves = has_halves

    def show(self, piece: Piece) -> str:
        text = piece.text
        if text[0] == "[":
            unit = {"h": 3600, "m": 60, "s": 1}[text[1]]
            return f"{self._seconds // unit:0{len(text) - 2}d}"
        if text in ("am/pm", "a/p"):
            half = "AM" if self._moment.hour < 12 else "PM"
            return half if text == "am/pm" else half[0]
        if re.fullmatch(r"[hns]{1,2}", text):
            return f"{self._time(text[0]):0{len(text)}d}"
        return self._day(text)

    def _time(self, letter: str) -> int:
        if letter == "h":
            return (self._moment.hour - 1) % 12 + 1 if self._has_halves else self._moment.hour
        return self._moment.minute if letter == "n" else self._moment.second

    def _day(self, text: str) -> str:
        moment, size = self._moment, len(text)
        if text[0] == "y" and size in (2, 4):
            return f"{moment.year:04d}"[-size:]
        if text[0] in "md" and size <= 2:
            return f"{moment.month if text[0] == 'm' else moment.day:0{size}d}"
        if text[0] == "m" and size in (3, 4, 5):
            name = _MONTHS.split()[moment.month - 1]
            return name[: {3: 3, 4: None, 5: 1}[size]]
        if text[0] == "d" and size in (3, 4) and not self._is_japanese:
            return _DAYS.split()[moment.weekday()][: 3 if size == 3 else None]
        if text[0] == "a":
            return _WEEKDAYS[moment.weekday()] + ("" if size == 3 else "曜日")
        return self._era(text)

    def _era(self, text: str) -> str:
        begin, names = next(
            (era for era in _ERAS if self._moment.date() >= era[0]), (date.max, ("", "", ""))
        )
        if begin == date.max or len(text) > 3 or text[0] not in "ge":
            raise UnknownFormatError
        if text[0] == "g":
            return names[len(text) - 1]
        year = self._moment.year - begin.year + 1
        if year > _LAST_OF_AN_ERA:
            raise UnknownFormatError
        return "元" if self._gannen and year == 1 else f"{year:0{min(len(text), 2)}d}"
