"""Numbers that the state gives people: マイナンバー, licence, passport, residence card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.check_digits import is_corporate_number, is_driving_licence, is_my_number
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import is_called_code, is_counted, says, says_after, spread
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_identity_numbers"]

_GAP = r"(?:[ \n]?[-./・_][ \n]?| {1,2})"
_ANY_GAP = r"(?:[ \n]?[-./・_][ \n]?| {1,2}|\n|\t)"  # where a word before says what it is
_TWELVE = re.compile(
    rf"(?<![0-9])(?:[0-9]{{12}}(?:[0-9]{{12}})?|[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{2}}|"
    rf"[0-9]{{3}}(?:-[0-9]{{3}}){{3}}|[0-9]{{6}}{_GAP}[0-9]{{6}}|[0-9](?: [0-9]){{11}})"
    r"(?![0-9])"
)
_TWELVE_ANYHOW = re.compile(rf"(?<![0-9])[0-9](?:{_ANY_GAP}?[0-9]){{11}}(?![0-9])")
_ITS_WORDS = (
    rf"マイナンバー|マイナ番号|{spread('個人番号')}|(?i:my[ _]?number|individual[ _]number)"
)
_MY_NUMBER = re.compile(rf"{_ITS_WORDS}|特定個人情報")
_MY_NUMBER_IS = re.compile(
    rf"(?:{_ITS_WORDS})(?:カード)?(?:の?番号)?"
    r"(?:\([^()0-9]{0,8}\))?[\s:=(\[「『【,、|はがも\"'-]*(?:番号)?[\s:=は]*$"
)
_A_NUMBER = re.compile(r"番号|ナンバー|バンゴウ|12桁|マイナ")
_LICENCE = re.compile(r"免許証?|(?i:driv\w+'?s? licen[cs]e|licen[cs]e (?:no\b|number))")
_LICENCE_IS = re.compile(
    r"免許証?の?(?:番号)?(?:\([^()0-9]{0,8}\))?[\s:=(\[「『【,、|"
    r"はがも\"'第-]*(?:番号)?[\s:=は第]*$"
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2} ?-?[0-9]{7}(?![0-9A-Za-z])", re.IGNORECASE)
_FAR_WORD = 60  # its form is rare enough that the sentence before may tell
_OF_PASSPORTS = re.compile(r"旅券|パスポート|渡航|出入国|査証|ビザ|(?i:passport)")
_OF_RESIDENCE = re.compile(r"在留|(?i:residence)")
_RESIDENCE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2} ?-?[0-9]{8} ?-?[A-Z]{2}(?![0-9A-Za-z])", re.IGNORECASE
)
_RESIDENT_CODE = re.compile(r"(?<![0-9])[0-9](?:[- ・]?[0-9]){10}(?![0-9])")
_OF_RESIDENT_CODES = re.compile(rf"{spread('住民票コード')}|住基コード")
_MOMENT = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])"
)
_PLACEHOLDER = re.compile(r"([0-9])\1{3}([0-9])\2{3}([0-9])\3{3}")
_NO_LETTER_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9]*[-_/]?$|[0-9][-._]$")
_NO_LETTER_AFTER = re.compile(r"[-_/]?[A-Za-z]|[-._][0-9]")


def find_identity_numbers(text: FoldedText) -> Iterator[Candidate]:
    """Yield the numbers by which the state knows a person."""
    yield from _twelve_digits(text.digits)
    yield from _passports(text.digits)
    for match in _RESIDENCE.finditer(text.digits):
        told = says(_OF_RESIDENCE, text.digits, match.start())
        if told or not is_called_code(text.digits, *match.span()):
            yield Candidate(Kind.RESIDENCE_CARD, *match.span(), 90)
    for match in _RESIDENT_CODE.finditer(text.digits):
        if says(_OF_RESIDENT_CODES, text.digits, match.start()):
            yield Candidate(Kind.RESIDENT_RECORD_CODE, *match.span(), 95)


def _twelve_digits(text: str) -> Iterator[Candidate]:
    for match in _TWELVE_ANYHOW.finditer(text):
        start, end = match.span()
        if says(_MY_NUMBER_IS, text, start):
            yield Candidate(Kind.MY_NUMBER, start, end, 100)
        elif says(_LICENCE_IS, text, start):
            yield Candidate(Kind.DRIVING_LICENCE, start, end, 100)
    for match in _TWELVE.finditer(text):
        start, end = match.span()
        digits = _only_digits(match[0])
        if len(digits) == 24:
            if is_my_number(digits[:12]) and is_my_number(digits[12:]):
                yield Candidate(Kind.MY_NUMBER, start, end, 80)
        elif kind := _kind_of_twelve(text, start, end, digits):
            yield Candidate(kind, start, end, 90)
    yield from _in_other_groups(text)


def _in_other_groups(text: str) -> Iterator[Candidate]:
    """Yield numbers in groups of one size, as 123/456/789/018: a word says that it is a number."""
    for match in _TWELVE_ANYHOW.finditer(text):
        groups = {len(group) for group in re.findall("[0-9]+", match[0])}
        dividers = set(re.findall("[^0-9]+", match[0]))
        if len(groups) > 1 or len(dividers) > 1 or not is_my_number(_only_digits(match[0])):
            continue
        start, end = match.span()
        if not says(_A_NUMBER, text, start) or is_called_code(text, start, end):
            continue
        if not is_counted(text, end) and not _is_part_of_another(text, start, end):
            yield Candidate(Kind.MY_NUMBER, start, end, 70)


def _kind_of_twelve(text: str, start: int, end: int, digits: str) -> Kind | None:
    """Return what 12 digits are by their check digit and what stands around them."""
    mine, licence = is_my_number(digits), is_driving_licence(digits)
    if licence and (
        says_after(_LICENCE, text, end) or says(_LICENCE, text, start, 40 if mine else 60)
    ):
        return Kind.DRIVING_LICENCE
    if mine and (says(_MY_NUMBER, text, start, 60) or says_after(_MY_NUMBER, text, end)):
        return Kind.MY_NUMBER
    if not mine and not licence:
        return None
    if _is_part_of_another(text, start, end) or is_called_code(text, start, end):
        return None
    if is_counted(text, end) or _MOMENT.match(digits) or _PLACEHOLDER.match(digits):
        return None
    return Kind.MY_NUMBER if mine else Kind.DRIVING_LICENCE


def _is_part_of_another(text: str, start: int, end: int) -> bool:
    """Whether the digits go on: a fourth group, letters of a code, the digit of a 法人番号."""
    earlier, later = text[max(0, start - 24) : start], text[end : end + 6]
    if _NO_LETTER_BEFORE.search(earlier) or _NO_LETTER_AFTER.match(later):
        return True
    if re.match(r"[ -][0-9]{4}(?![0-9])", later) or re.search(r"(?<![0-9])[0-9]{4}[ -]$", earlier):
        return not _in_threes(text, start, end)
    gap = re.search("[^0-9]", text[start:end])
    first = re.search(rf"(?<![0-9])([0-9]){re.escape(gap[0])}$", earlier) if gap else None
    return first is not None and is_corporate_number(first[1] + _only_digits(text[start:end]))


def _in_threes(text: str, start: int, end: int) -> bool:
    """Whether the row of groups of four, in which this is one, is a row of 12-digit numbers."""
    head = re.search(r"(?:(?<![0-9])(?:[0-9]{4}[ -]){1,11})?$", text[max(0, start - 60) : start])
    tail = re.match(r"(?:[ -][0-9]{4}(?![0-9])){0,11}", text[end : end + 60])
    ahead = len(re.findall("[0-9]{4}", head[0])) if head else 0
    behind = len(re.findall("[0-9]{4}", tail[0])) if tail else 0
    return ahead % 3 == 0 and behind % 3 == 0


def _passports(text: str) -> Iterator[Candidate]:
    for match in _PASSPORT.finditer(text):
        told = says_after(_OF_PASSPORTS, text, match.end())
        near = text[max(0, match.start() - _FAR_WORD) : match.start()]
        if told or _OF_PASSPORTS.search(near):
            yield Candidate(Kind.PASSPORT, *match.span(), 90)


def _only_digits(stretch: str) -> str:
    return re.sub("[^0-9]", "", stretch)
