"""Numbers of the pension of somebody: ten digits, known from the words around them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import is_counted, is_said_code, says
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.told_numbers import told_kind, told_kind_after

__all__ = ["find_pension_numbers"]

_USUAL = r"[0-9]{4}(?:[ \n]?-[ \n]?| )?[0-9]{6}(?:-?[0-9]{4})?"
_NUMBER = re.compile(
    rf"(?<![0-9])(?:(?P<usual>{_USUAL})|[0-9]{{4}}(?:[ \n]?[-・の./_~][ \n]?| {{1,3}}|\n)"
    r"[0-9]{3}(?: ?-? ?)[0-9]{3}(?:[- ][0-9]{4})?|[0-9](?: {1,2}[0-9]){9})(?![0-9])"
)
_OF_PENSION_OFFICES = re.compile(r"年金|ねんきん")
_PENSION_NUMBER = re.compile(r"(?:年金|ねんきん)[^0-9]{0,16}番号[\s:=はが、]{0,2}$")
# Not the code of a thing: 請求者の番号, and what the yearly letter calls it.
_PENSION_OF_SOMEBODY = re.compile(
    r"(?:年金|ねんきん)[^0-9]{0,12}(?:[者人員方]の番号|定期便の(?:照会)?番号)[\s:=はが、]{0,2}$"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}-")
# 年金相談：2013-… is that of somebody; 第2013-…号 and 文書番号 2013-… are those of a paper.
_OF_PAPERS = re.compile(
    r"(?:文書|発行|発信|通知|公告|告示|通達|資料|様式|広報|だより|版|回|(?<!番)号|第)[^0-9]{0,8}$"
)
_OF_SOMEBODY = re.compile(
    r"(?:年金|ねんきん)[一-龠ァ-ヶー\u3041-\u3096]{0,6}(?:\([^()0-9]{0,8}\))?[\s]?[:=(「『、](?:[\s]?)$"
)


def find_pension_numbers(text: FoldedText) -> Iterator[Candidate]:
    """Yield numbers that the text calls somebody's, or that a text about pensions has."""
    digits = text.digits
    for match in _NUMBER.finditer(digits):
        start, end = match.span()
        kind = told_kind(digits, start) or told_kind_after(digits, end)
        if kind is Kind.BASIC_PENSION_NUMBER and not is_counted(digits, end):
            yield Candidate(Kind.BASIC_PENSION_NUMBER, start, end, 95)
        elif kind is None and match["usual"] and _is_of_a_pension(digits, match):
            yield Candidate(Kind.BASIC_PENSION_NUMBER, start, end, 70)


def _is_of_a_pension(text: str, match: re.Match[str]) -> bool:
    """Whether a text about pensions has a number that is no date, no code and no paper's."""
    start, end = match.span()
    if is_counted(text, end) or text[end : end + 1] == "号":
        return False
    if says(_PENSION_OF_SOMEBODY, text, start):
        return True
    if is_said_code(text, start):
        return False
    if match[0].isdigit():
        called = text.startswith("の番号", end) and says(_OF_PENSION_OFFICES, text, start)
        return called or says(_PENSION_NUMBER, text, start)
    if not says(_OF_PENSION_OFFICES, text, start) or says(_OF_PAPERS, text, start, 12):
        return False
    return not _YEAR.match(match[0]) or says(_OF_SOMEBODY, text, start)
