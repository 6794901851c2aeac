"""Dates as English writes them, where the text says that somebody was born then."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_birth_dates_in_english"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sep(?:t|tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])(?:[snrt][tdh])?", r"(?:18|19|20)[0-9]{2}"
_DATE = (
    rf"(?:{_MONTH} {{1,2}}{_DAY},? {{1,2}}{_YEAR}|{_DAY} (?:of )?{_MONTH},? {_YEAR}|"
    rf"{_DAY}-{_MONTH}-{_YEAR}|[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-]{_YEAR}|"
    rf"{_YEAR}[/.-][0-9]{{1,2}}[/.-][0-9]{{1,2}})(?![0-9])"
)
_BIRTH = re.compile(
    r"(?i:\b(?:born|birth(?:day|date)?(?! (?:rate|reg|cert|stat))|d\.?o\.?b)\b)"
    rf"[^\n0-9。]{{0,24}}?(?P<date>(?i:{_DATE}))"
)


def find_birth_dates_in_english(text: FoldedText) -> Iterator[Candidate]:
    """Yield dates that stand right after the words for it."""
    for match in _BIRTH.finditer(text.plain):
        yield Candidate(Kind.BIRTH_DATE, *match.span("date"), 84)
