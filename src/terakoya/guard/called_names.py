"""A surname or a given name alone, by what the text calls somebody: 様, さん, 課長."""

from __future__ import annotations

import re

from terakoya.guard.kanji_rows import KANJI
from terakoya.guard.name_lists import given_names, is_weak_given_name, usual_given_names
from terakoya.guard.name_titles import (
    AFTER_NAME,
    HONORIFIC,
    NO_SURNAME_BEFORE_TITLE,
    PLACE_TITLE,
    ROLE,
    TITLE,
)
from terakoya.guard.place_surnames import PLACE_SURNAMES
from terakoya.guard.whole_names import surname_ends

__all__ = ["find_called_given_name", "find_end_of_called_surname"]

_SAID_TO_BE = re.compile(
    r"(?: ?(?:です[。、がけ]?|と申し|と言い|といい|と名乗|宛|より(?:[。、\n]|ご|連)|"
    r"まで(?:ご?連絡|お?問)|が(?:対応|担当|来庁|訪問|説明|受付|電話|欠席|出席|"
    r"回答|報告|休|転居|転入|入院|死亡|申請|訴え|希望|相談|不在)|\((?:[一-龠]{1,8}(?:課|"
    r"部|局|係|室|担当)|内線)|の(?:妻|夫|息子|娘|長男|長女|"
    r"母|父|兄|弟|姉|妹|家族|携帯|自宅|奥さん|旦那)))"
)
_OF_AN_OFFICE = re.compile(
    r"(?:[課係室局部班署]|担当|担任|窓口|主任|隣)の$|(?:担当|文責|記録|起案|作成|対応|"
    r"受付)(?:者)?[:は ]{1,2}$|^私(?:、|は|,)$"
)
_POLITE = re.compile(r"[おご御]$")
_NO_HONORIFIC = frozenset("神奥王殿皆若孫客姉兄母父嫁店宮所前上北南東西中本今館城") | {
    "大家",
    "主人",
}
_OF_A_PERSON = re.compile(r" ?(?:と申し|です[。、がけ]|と名乗|が対応|の(?:妻|夫|息子|娘|携帯))")
_UNKNOWN_SURNAME = re.compile(rf"(?<![{KANJI}])[{KANJI}]{{1,5}} {{1,2}}$")


def find_end_of_called_surname(plain: str, begin: int, end: int) -> int | None:
    """Return where a surname ends that stands before 様 or 課長, or in a place of names."""
    if _POLITE.search(plain[max(0, begin - 1) : begin]):
        return None
    for middle in surname_ends(plain, begin, end):
        surname = plain[begin:middle]
        if middle == end:
            if HONORIFIC.match(plain, end) and surname not in _NO_HONORIFIC:
                return middle
            if _is_in_place_of_name(plain, begin, end) and len(surname) > 1:
                return middle
        elif _has_title(plain, surname, middle, end):
            return middle
    return None


def _has_title(plain: str, surname: str, middle: int, end: int) -> bool:
    title = TITLE.match(plain, middle, end)
    if title is None or not AFTER_NAME.match(plain, title.end(), end):
        return False
    if title[0] in ("様", "氏", "殿", "君", "先生", "夫妻", "夫人"):
        return surname not in _NO_HONORIFIC
    if surname in NO_SURNAME_BEFORE_TITLE:
        return False
    return not (surname in PLACE_SURNAMES and PLACE_TITLE.fullmatch(title[0]))


def _is_in_place_of_name(plain: str, begin: int, end: int) -> bool:
    earlier = plain[max(0, begin - 8) : begin]
    if _OF_AN_OFFICE.search(earlier):
        return True
    if plain[begin:end] in PLACE_SURNAMES:
        return _OF_A_PERSON.match(plain, end) is not None
    return _SAID_TO_BE.match(plain, end) is not None


def find_called_given_name(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of a given name that is called so, with a surname that no list has.

    Args:
        plain: the folded text.
        start, end: a row of kanji.
    """
    row, called = plain[start:end], HONORIFIC.match(plain, end)
    if row.endswith(("様", "氏", "殿", "君")) and called is None:
        row, called = row[:-1], HONORIFIC.match(plain, end - 1)
    if called is None or _POLITE.search(plain[max(0, start - 1) : start]) or ROLE.search(row):
        return None
    surname = _UNKNOWN_SURNAME.search(plain[max(0, start - 8) : start])
    if surname and not ROLE.search(surname[0].strip()) and row in given_names():
        return start - len(surname[0]), start + len(row)
    if (len(row) > 1 and row in usual_given_names()) or _ends_in_given_name(row):
        return start, start + len(row)
    return None


def _ends_in_given_name(row: str) -> bool:
    """Whether a row is a rare surname with a given name that many have."""
    for letters in (2, 3, 1):
        surname, given = row[:-letters], row[-letters:]
        known = given in usual_given_names() and not is_weak_given_name(given)
        if known and (1 if letters > 1 else 2) <= len(surname) <= 5:
            return True
    return False
