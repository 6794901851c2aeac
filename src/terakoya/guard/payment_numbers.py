"""Numbers of payment cards and of accounts at banks and at Japan Post Bank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.check_digits import is_card
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import is_called_code, is_counted, is_said_code, says
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_payment_numbers"]

_GAP = r"(?:[ \n]?[-./・_][ \n]?| {1,2})"
_ANY_GAP = r"(?:[ \n]?[-./・_][ \n]?| {1,2}|\n|\t)"  # where a word before says what it is
_CARD = re.compile(
    rf"(?<![0-9])(?:[0-9]{{14,19}}|[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}|"
    rf"[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4,5}}|[0-9](?: [0-9]){{13,15}})(?![0-9])"
)
_CARD_ANYHOW = re.compile(rf"(?<![0-9])[0-9](?:{_ANY_GAP}?[0-9]){{13,18}}(?![0-9])")
_OF_CARDS = re.compile(
    r"クレジット|クレカ|デビット|カード(?:の?番号)?|"
    r"(?i:visa|master ?card|jcb|amex|american express|diners|card)"
)
_A_NUMBER = re.compile("番号|ナンバー|決済|支払")
_IN_A_CODE_BEFORE = re.compile(r"[A-Za-z0-9][-_/]$|(?<![A-Za-z])[A-Za-z]{1,4}$")
_IN_A_CODE_AFTER = re.compile(r"[-_/]?[A-Za-z0-9]")
_BRANDS = re.compile(r"(?i:visa|jcb|amex|card)$")
_ACCOUNT = re.compile(
    r"(?:口 ?座(?: ?番 ?号)?|(?i:account (?:number|no\.?|#))|普通(?:預金|貯金)?|当座(?:預金)?|"
    r"貯蓄(?:預金)?|総合口座|\(普\)|\(当\)|"
    r"納税準備預金)(?:口座)?(?:の?番号)?"
    r"(?:\([^()0-9]{0,6}\))?[\s:=(\[「『【,、|はがものを\"'-]*(?:(?i:no)\.?|番号)?[\s:=は]*"
    r"(?P<number>[0-9](?:[- ]?[0-9]){5,7})(?![-0-9])"
)
_BANK = re.compile(
    r"(?:銀行|信用?金庫?|信用組合|信組|農協|(?<![A-Za-z])(?i:ja)(?![a-z])|労金|労働金庫|"
    r"漁協)"
    r"[^\n。0-9]{0,24}(?:\(?[0-9]{3}\)?)?[^\n。0-9]{0,12}"
    r"(?<![0-9])(?P<number>[0-9]{7})(?![-0-9])"
)
_POST = re.compile(
    r"(?:ゆうちょ|郵便貯金|郵貯|通常貯金|記号)[^\n。0-9]{0,14}"
    r"(?P<number>[01][0-9]{3}0(?:[- ]?[0-9])?"
    r"(?:[\s、,/・]*(?:の?番号)?[\s:は-]*)[0-9]{2,8})(?![0-9])"
)


def find_payment_numbers(text: FoldedText) -> Iterator[Candidate]:
    """Yield numbers of cards, by their check digit, and of accounts, by the words before them."""
    yield from _cards(text.digits)
    for form in (_ACCOUNT, _BANK, _POST):
        for match in form.finditer(text.digits):
            start, end = match.span("number")
            coded = form is _BANK and is_said_code(text.digits, start)
            if not coded and not is_counted(text.digits, end):
                yield Candidate(Kind.BANK_ACCOUNT, start, end, 88)


def _cards(text: str) -> Iterator[Candidate]:
    for form, said in ((_CARD, False), (_CARD_ANYHOW, True)):
        for match in form.finditer(text):
            start, end = match.span()
            if not is_card(re.sub("[^0-9]", "", match[0])):
                continue
            named = says(_OF_CARDS, text, start) or (said and _is_said_number(text, match))
            if named or (not said and not _is_code(text, start, end)):
                yield Candidate(Kind.CARD, start, end, 92)


def _is_said_number(text: str, match: re.Match[str]) -> bool:
    """Whether digits in groups of one size are called a number, and not that of a thing."""
    groups = {len(group) for group in re.findall("[0-9]+", match[0])}
    alike = len(groups) == 1 and len({*re.findall("[^0-9]+", match[0])}) < 2
    return alike and says(_A_NUMBER, text, match.start()) and not _is_code(text, *match.span())


def _is_code(text: str, start: int, end: int) -> bool:
    if is_called_code(text, start, end) or is_counted(text, end):
        return True
    earlier = text[max(0, start - 8) : start]
    if _IN_A_CODE_BEFORE.search(earlier) and not _BRANDS.search(earlier):
        return True
    return _IN_A_CODE_AFTER.match(text, end) is not None
