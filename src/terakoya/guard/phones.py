"""Telephone and fax numbers of Japan: their digits by the numbering plan, their form by habit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import is_called_code, is_counted, says
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_phones"]

_GAP = r"(?:[ \n]?[-.()の・/_]{1,2}[ \n]?| )"
_NUMBER = re.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?:(?P<abroad>\+?81|0081|"
    rf"010-?81){_GAP}?(?:\(0\){_GAP}?)?(?P<rest>[1-9](?:{_GAP}?[0-9]){{8,9}})"
    rf"|(?P<inland>\(?0\)?[1-9](?:{_GAP}?[0-9]){{8,9}}\)?))(?![0-9])(?![-.][0-9])"
)
_TWO_MOBILES = re.compile(r"(?<![0-9])(?:0[789]0[0-9]{8}){2,4}(?![0-9])")
_CELLS = re.compile(r"(?<![0-9,-])0[5789]0([,\t])[0-9]{4}\1[0-9]{4}(?![0-9])")
_FOREIGN = re.compile(r"(?<![0-9A-Za-z])\+[1-9][0-9]{0,2}(?:[- .()]{1,2}[0-9]{1,5}){2,5}(?![0-9])")
_LABEL = re.compile(
    r"電 ?話|デンワ|でんわ|携帯|ケータイ|スマホ|自宅|連絡先|緊急|直通|代表|フリーダイ[ヤア]ル|"
    r"ファックス|ファクシミリ|ファクス|"
    r"(?i:tel|fax|phone|mobile|call)|[☎☏📞℡📱]|(?<![A-Za-z])[TF](?=[:.\s]*$)"
)
_CALL = re.compile(r"(?:番)?(?:に|へ|まで|宛に?)(?:お?電話|ご?連絡|(?i:fax|tel)|ファ|かけ)")
# Numbers of nobody, as forms and examples have them; where they are said to be phones.
_SHAPED = re.compile(r"(?<![0-9-])0[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{4}(?![-0-9])")
_LOCAL = re.compile(
    r"(?:電話(?:番号)?|連絡先|ファックス|ファクシミリ|ファクス|(?i:tel|fax)(?:番号)?|"
    r"自宅)(?:\([^()0-9]{0,6}\))?[\s:=.はが☎】」』)]{0,4}"
    r"(?P<number>[1-9][0-9]{1,3}-[0-9]{4})(?![-0-9])"
)
_POSTAL = re.compile(r"〒\s?$|郵便番号[\s:は]*$")
_LETTERS_BEFORE = re.compile(r"(?:^|[^A-Za-z])([A-Za-z]+)[-_/.:]?$")
_DIGIT_BEFORE = re.compile(r"[0-9A-Za-z][-_/]$")
_PHONE_LETTERS = frozenset(
    ("tel", "fax", "phone", "mobile", "telfax", "t", "f", "m", "h", "p", "tell", "telephone")
).union(("cell", "home", "work", "office", "cellphone", "or", "and"))
_LETTER_AFTER = re.compile(r"(?!or|and)[-_/]?[A-Za-z]|[-.][0-9]")
_MOBILE = re.compile("0[5789]0")
_LAST = 4
_TEN, _ELEVEN = 10, 11
_COUNTING = "0123456789"
# Where only spaces divide the digits, the groups must be those that people write.
_SPACED: frozenset[tuple[int, ...]] = frozenset(
    {(3, 4, 4), (2, 4, 4), (3, 3, 4), (4, 2, 4), (5, 1, 4), (4, 3, 3), (4, 3, 4), (2, 4, 5)}
).union({(10,), (11,), (3, 8), (2, 8), (7, 4), (3, 7), (4, 6), (1,) * 10, (1,) * 11})


def find_phones(text: FoldedText) -> Iterator[Candidate]:
    """Yield numbers that can be called."""
    digits = text.digits
    for match in _NUMBER.finditer(digits):
        start, end = match.span()
        if digits[end - 1] == ")" and "(" not in match[0]:
            end -= 1
        labelled = says(_LABEL, digits, start, 24) or _CALL.match(digits, end) is not None
        if _is_phone(digits, match, end, labelled=labelled):
            yield Candidate(Kind.PHONE, start, end, 85 if labelled else 75)
    yield from _of_other_forms(digits)


def _of_other_forms(digits: str) -> Iterator[Candidate]:
    for form in (_TWO_MOBILES, _CELLS):
        for match in form.finditer(digits):
            yield Candidate(Kind.PHONE, *match.span(), 60)
    for match in _SHAPED.finditer(digits):
        if says(_LABEL, digits, match.start(), 24):
            yield Candidate(Kind.PHONE, *match.span(), 62)
    for match in _LOCAL.finditer(digits):
        yield Candidate(Kind.PHONE, *match.span("number"), 70)
    for match in _FOREIGN.finditer(digits):
        if _can_be_called(re.sub("[^0-9+]", "", match[0])):
            yield Candidate(Kind.PHONE, *match.span(), 65)


def _is_phone(digits: str, match: re.Match[str], end: int, *, labelled: bool) -> bool:
    start, written = match.start(), digits[match.start() : end]
    number = _only_digits(match["inland"] or "0" + match["rest"])
    if number == _COUNTING or not _is_in_the_plan(number, written):
        return False
    if not labelled and not _stands_alone(digits, start, end):
        return False
    if match["inland"] is None:
        return labelled or match["abroad"].startswith("+")
    return _is_written_as_phone(written, number, labelled=labelled)


def _is_in_the_plan(number: str, written: str) -> bool:
    """Whether the numbering plan has it, or has its area code and so could have it one day."""
    if _can_be_called(number) or (len(number) == _ELEVEN and _MOBILE.match(number)):
        return True
    groups = re.findall("[0-9]+", written)
    if len(groups) != 3 or len(groups[2]) != _LAST or len(number) != _TEN:
        return False
    others = (groups[0] + first + "2" * (_TEN - 1 - len(groups[0])) for first in "23456789")
    return any(_can_be_called(other) and _area(other) == groups[0] for other in others)


def _can_be_called(number: str) -> bool:
    """Whether the numbering plan has it; the library keeps that up to date."""
    import phonenumbers  # noqa: PLC0415 - most texts have nothing like a number

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "JP"))
    except phonenumbers.NumberParseException:
        return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing around says that the digits are those of a code, a sum or a measure."""
    if (
        is_called_code(text, start, end)
        or is_counted(text, end)
        or _POSTAL.search(text[:start][-8:])
    ):
        return False
    earlier = text[max(0, start - 16) : start]
    letters = _LETTERS_BEFORE.search(earlier)
    if letters and letters[1].lower() not in _PHONE_LETTERS:
        return False
    whole = text[start - 1 : start] == "/" and _SHAPED.match(text, start)  # a cell of a row
    if not letters and _DIGIT_BEFORE.search(earlier) and not whole:
        return False
    return _LETTER_AFTER.match(text, end) is None


def _is_written_as_phone(stretch: str, number: str, *, labelled: bool) -> bool:
    """Whether the groups are such as people write, rightly or wrongly."""
    groups = tuple(map(len, re.findall("[0-9]+", stretch)))
    if "." in stretch and groups not in _SPACED:
        return False
    if groups in _SPACED or labelled:
        return True
    if not re.search(r"[-()の・]", stretch) or len(groups) > 3 or groups[0] == 1:
        return False
    if len(groups) == 3:
        return groups[-1] >= _LAST and groups[1] > 1
    return groups[0] in (len(_area(number)), len(_area(number)) + 1) or groups[-1] == _LAST


def _area(number: str) -> str:
    """Return the area code, as the numbering plan divides the number."""
    import phonenumbers  # noqa: PLC0415 - see above

    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number, "JP"), national).split("-")[0]


def _only_digits(stretch: str) -> str:
    return re.sub("[^0-9]", "", stretch)
