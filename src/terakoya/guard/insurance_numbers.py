"""Numbers of the insured: health, long-term care, the very old, employment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import before, is_counted
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.told_numbers import is_told_another, told_kind, told_kind_after

__all__ = ["find_insurance_numbers"]

# 保険者番号 is the insurer's; 被保険者番号 the person's.
_OWNER = (
    r"(?:被保険者証?等?|保険証|健康保険証|資格確認書|受給者証?|受療証|医療証|介護保険証?|"
    r"国保|国民健康保険証?|"
    r"健康保険|後期高齢者?医療(?:保険)?証?|(?:障害者|療育|福祉)手帳|雇用保険)"
)
_NUMBER = r"[0-9](?:[- ]{0,2}[0-9]){3,14}"
_LABELLED = re.compile(
    rf"{_OWNER}(?:(?!番号|、)[^0-9\n。]){{0,8}}?(?:番号|No\.?|ナンバー)(?:\([^()0-9]{{0,10}}\))?"
    rf"[\s:=(\[「『【,、|はがも\"'-]*(?P<number>{_NUMBER})(?![0-9])"
)
_MARK_AND_NUMBER = re.compile(
    rf"(?:{_OWNER}|保険者番号|世帯)[^\n。]{{0,24}}?記号[\s:は・]*(?P<number>[^\s、。:0-9]"
    rf"{{0,6}}[0-9][0-9-]{{0,10}}"
    r"[\s、,・:]*(?:及び)?番号[\s:は]*[0-9]{1,10})(?![0-9])"
)
_JOINED = re.compile(
    rf"{_OWNER}[^0-9\n。]{{0,6}}?記号[・、]?番号[\s:はが]*"
    r"(?P<number>[^\s。、,:0-9]{0,6}[0-9]{0,10}[\s・/-]{0,3}[0-9]{1,10})(?![0-9])"
)
_CARD_ALONE = re.compile(
    rf"(?:被保険者証|保険証|資格確認書|被保険者番号|"
    rf"受給者番号)[\s:=(「はがに]*(?P<number>{_NUMBER})(?![0-9])"
)
_EMPLOYMENT = re.compile(r"雇用保険[^0-9\n]{0,20}(?P<number>[0-9]{4}-[0-9]{6}-[0-9])(?![0-9])")
_TOLD_AFTER = re.compile(
    rf"(?<![0-9])(?P<number>{_NUMBER})(?=[\s)」]?[(「は][\s]?(?:被保険者番号|受給者番号|保険証))"
)
_BARE_MARK = re.compile(
    r"記号[:\s]{0,2}(?P<number>[0-9][0-9-]{1,9}[\s、,・]{0,2}番号[:\s]{0,2}[0-9]{1,8})(?![0-9])"
)
_ANY = re.compile(
    r"(?<![0-9A-Za-z])(?P<number>(?:(?<![一-龠ァ-ヶー])[一-龠])?"
    r"[0-9](?:[- ・/._]{0,3}[0-9]){3,14})(?![0-9])"
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}$")
_OF_SAVINGS = re.compile("ゆうちょ|郵便|貯金|通帳|口座|振替|振込")
_ENOUGH = 6


def find_insurance_numbers(text: FoldedText) -> Iterator[Candidate]:
    """Yield numbers of the insured; what they are is known from the words around them alone."""
    digits = text.digits
    for form in (
        _LABELLED,
        _MARK_AND_NUMBER,
        _JOINED,
        _CARD_ALONE,
        _EMPLOYMENT,
        _TOLD_AFTER,
        _BARE_MARK,
    ):
        for match in form.finditer(digits):
            start, end = match.span("number")
            if is_told_another(digits, start, Kind.INSURANCE_NUMBER):
                continue
            if is_counted(digits, end) or (form is _CARD_ALONE and _count(match) < _ENOUGH):
                continue
            yield Candidate(Kind.INSURANCE_NUMBER, start, end, 80 if form is _BARE_MARK else 96)
    for match in _ANY.finditer(digits):
        start, end = match.span("number")
        kind = told_kind(digits, start) or told_kind_after(digits, end)
        if kind is not Kind.INSURANCE_NUMBER or _count(match) < _ENOUGH:
            continue
        if _OF_SAVINGS.search(before(digits, start)):  # whose numbers have a 記号, too
            continue
        if not is_counted(digits, end) and not _DATE.match(match["number"]):
            yield Candidate(Kind.INSURANCE_NUMBER, start, end, 90)


def _count(match: re.Match[str]) -> int:
    return sum(letter.isdigit() for letter in match["number"])
