"""A surname or a given name alone, by what the text calls somebody: 様, さん, 課長."""

from __future__ import annotations

import re

from terakoya.guard.kanji_rows import KANJI
from terakoya.guard.name_lists import (
    given_names,
    is_weak_given_name,
    looks_like_surname,
    usual_given_names,
)
from terakoya.guard.name_titles import (
    AFTER_NAME,
    HEAD_OF_OFFICE,
    HONORIFIC,
    NO_SURNAME_BEFORE_TITLE,
    PLACE_TITLE,
    ROLE,
    TITLE,
)
from terakoya.guard.place_surnames import MAINLY_PLACES, PLACE_SURNAMES
from terakoya.guard.text_folding import MASKED, MASKED_NAME
from terakoya.guard.whole_names import surname_ends

__all__ = ["ends_in_given_name", "find_called_given_name", "find_end_of_called_surname"]

# What only a person does or has; after a surname that is a place, too.
_BY_A_PERSON = (
    r"と申し|と名乗|です[。、がけ]|から(?:の?お?電話|連絡|の?相談|申請|苦情|要望|メール)|"
    r"[はがも](?:対応|担当|来庁|来所|電話|欠席|受付)|の(?:妻|夫|息子|娘|携帯|奥さん|旦那)|"
    r"\([一-龠]{1,8}[課係室](?:長|員)?\)"
)
_OF_A_PERSON = re.compile(rf" ?(?:{_BY_A_PERSON})")
_SAID_TO_BE = re.compile(
    rf" ?(?:{_BY_A_PERSON}|です|と言い|といい|宛|より(?:[。、\n]|ご|連)|まで(?:ご?連絡|お?問)|"
    r"[はがも](?:代わ|代理|訪問|説明|出席|回答|報告|休|転居|転入|入院|死亡|申請|訴え|希望|相談|不在)|"
    r"\((?:[一-龠]{1,8}(?:課|部|局|係|室|担当)|内線)|"
    r"の(?:長男|長女|母|父|兄|弟|姉|妹|家族|自宅))"
)
_OF_AN_OFFICE = re.compile(
    r"(?:[課係室局部班署長員者師士]|担当|担任|窓口|主任|隣)の$|(?:担当|文責|記録|起案|作成|対応|"
    r"受付)(?:者)?[:は 】」』)]{1,2}$|旧姓[:は ]{0,2}$|^私(?:、|は|,)$"
)
_POLITE = re.compile(r"[おご御]$")
_NO_HONORIFIC = frozenset("神奥王殿皆若孫客姉兄母父嫁店宮所前上北南東西中本今館城") | {
    "大家",
    "主人",
}
# Found in a round before: 松井・田村両氏.
_NEXT_TO_A_NAME = re.compile(rf"(?:・[{KANJI}]{{1,4}}){{0,12}}・{MASKED_NAME}")
_LISTED_WITH_A_NAME = re.compile(rf"(?:[、,][{KANJI}]{{1,4}}){{0,12}}[、,]{MASKED_NAME}")
_DATA_AFTER = re.compile(rf"[ \t:(]{{0,2}}[{MASKED}]")
_DATA_BEFORE = re.compile(rf"[{MASKED}][ \t:()]{{0,2}}$")
_TITLE_INSIDE = re.compile(
    "(?<=.{3})(?:副?委員長|委員|副?議長|議員|副?市長|教授|弁護士|医師|選手)$"
)
_RELATED = re.compile(
    r"(?:さん|さま|様) ?\((?:長|次|二|三|四)?[男女]|(?:さん|さま|様) ?\((?:妻|夫|父|母|子|孫|本人)"
)
_CHILD = re.compile("ちゃん|くん(?!れん)")
_INTRODUCED = re.compile("です|と申し")
_HEAD_BEFORE = re.compile(r"[長員任事]\($")
_INSIDE = re.compile("(?:様|氏|殿|君|夫妻|夫人)$")
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
            if len(surname) == 1 and not _is_introduced(plain, begin, end):
                continue
            if _is_in_place_of_name(plain, begin, end):
                return middle
        elif _has_title(plain, surname, middle, end):
            return middle
    return None


def _has_title(plain: str, surname: str, middle: int, end: int) -> bool:
    title = TITLE.match(plain, middle, end)
    if title is None or not AFTER_NAME.match(plain, title.end(), end):
        known = len(surname) > 1 and surname not in MAINLY_PLACES
        return known and HEAD_OF_OFFICE.match(plain, middle, end) is not None
    if title[0] in ("様", "氏", "殿", "君", "先生", "夫妻", "夫人", "両氏", "各氏"):
        return surname not in _NO_HONORIFIC
    if surname in NO_SURNAME_BEFORE_TITLE:
        return False
    return not (surname in PLACE_SURNAMES and PLACE_TITLE.fullmatch(title[0]))


def _is_introduced(plain: str, begin: int, end: int) -> bool:
    """Whether a surname of one letter stands between an office and です: 総務課の堀です."""
    if plain[begin:end] in NO_SURNAME_BEFORE_TITLE or not _INTRODUCED.match(plain, end):
        return False
    return _OF_AN_OFFICE.search(plain[max(0, begin - 8) : begin]) is not None


def _is_in_place_of_name(plain: str, begin: int, end: int) -> bool:
    """Whether a surname alone stands where the text names a person."""
    earlier = plain[max(0, begin - 8) : begin]
    if _OF_AN_OFFICE.search(earlier) or _NEXT_TO_A_NAME.match(plain, end):
        return True
    if plain[begin:end] in MAINLY_PLACES:
        return _OF_A_PERSON.match(plain, end) is not None
    near = _DATA_AFTER.match(plain, end) or _DATA_BEFORE.search(earlier)
    listed = _LISTED_WITH_A_NAME.match(plain, end)
    return any(one is not None for one in (near, listed, _SAID_TO_BE.match(plain, end)))


def find_called_given_name(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of a given name that is called so, with a surname that no list has.

    Args:
        plain: the folded text.
        start, end: a row of kanji.
    """
    row, called = plain[start:end], HONORIFIC.match(plain, end)
    if title := _TITLE_INSIDE.search(row):
        cut = start + title.start()
        rare = ends_in_given_name(plain[start:cut])
        return (start, cut) if rare else None
    if _HEAD_BEFORE.search(plain[max(0, start - 3) : start]) and plain[end : end + 1] == ")":
        return (start, end) if ends_in_given_name(row) else None
    return _before_honorific(plain, start, row, called)


def _before_honorific(
    plain: str, start: int, row: str, called: re.Match[str] | None
) -> tuple[int, int] | None:
    inside = _INSIDE.search(row)
    if inside and called is None:
        row, called = row[: inside.start()], HONORIFIC.match(plain, start + inside.start())
    if called is None or _POLITE.search(plain[max(0, start - 1) : start]) or ROLE.search(row):
        return None
    surname = _UNKNOWN_SURNAME.search(plain[max(0, start - 8) : start])
    if surname and not ROLE.search(surname[0].strip()) and row in given_names():
        return start - len(surname[0]), start + len(row)
    known = len(row) > 1 and (row in usual_given_names() or looks_like_surname(row))
    if known or ends_in_given_name(row) or _is_familiar(plain, start + len(row), row):
        return start, start + len(row)
    return None


def _is_familiar(plain: str, end: int, row: str) -> bool:
    """Whether any given name stands before ちゃん, or before さん with who in a family it is."""
    called = _RELATED.match(plain, end) or _CHILD.match(plain, end)
    return called is not None and row in given_names() and len(row) < 4


def ends_in_given_name(row: str) -> bool:
    """Whether a row is a rare surname with a given name that many have."""
    for letters in (2, 3, 1):
        surname, given = row[:-letters], row[-letters:]
        known = given in usual_given_names() and not is_weak_given_name(given)
        if known and (1 if letters > 1 else 2) <= len(surname) <= 5:
            return True
    return False
