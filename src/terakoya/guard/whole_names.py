"""A surname with a given name, by lists of both."""

from __future__ import annotations

import re

from terakoya.guard.kanji_rows import KANJI, ROW
from terakoya.guard.name_lists import (
    given_names,
    given_readings,
    given_words,
    has_usual_letters,
    is_weak_given_name,
    surnames,
    usual_given_names,
)
from terakoya.guard.name_titles import AFTER_NAME, HONORIFIC, NO_SURNAME_BEFORE_TITLE
from terakoya.guard.place_surnames import MAINLY_PLACES, PLACE_SURNAMES

__all__ = ["find_end_of_usual_name", "find_end_of_whole_name", "surname_ends"]

_LONGEST_SURNAME, _LONGEST_GIVEN = 4, 3
_NEXT = re.compile(
    rf"(?P<gap> {{1,2}}|[\t\n]|,[ ]?)(?P<kanji>[{KANJI}]{{1,8}})|"
    r" {0,2}(?P<kana>[\u3041-\u3096]{2,5}|[\u30a1-\u30faー]{2,6})"
)
_OTHER_THINGS = frozenset({"大西洋", "山田線", "高山祭", "東大和"})
_POLITE = re.compile("様|氏|殿|君|先生|夫妻")
_NO_GIVEN = re.compile("さん|さま|ちゃん|くん|です|から|まで|より|など|たち|らが|への")
_AFTER_KANA = re.compile(r"さん|さま|ちゃん|くん|は|が|を|に|の|と|です|へ|も|から|より|宛|で")


def surname_ends(plain: str, begin: int, end: int) -> list[int]:
    """Return where a known surname that begins here may end, the longest first."""
    known = surnames()
    last = min(end, begin + _LONGEST_SURNAME)
    return [place for place in range(last, begin, -1) if plain[begin:place] in known]


def find_end_of_whole_name(plain: str, begin: int, end: int) -> int | None:
    """Return where a surname with a given name ends, or None where no such begins here.

    Args:
        plain: the folded text.
        begin, end: from where, and the end of the row of kanji.
    """
    for middle in surname_ends(plain, begin, end):
        found = _given_after(plain, begin, middle, end)
        if found is not None:
            return found
    return None


def find_end_of_usual_name(plain: str, begin: int, end: int) -> int | None:
    """Return where a whole name of common parts ends that begins here.

    So it may stand in the middle of a row of kanji: 窓口山田太郎.
    """
    for middle in surname_ends(plain, begin, end):
        if middle - begin == 1:
            break
        for last in range(min(end, middle + _LONGEST_GIVEN), middle + 1, -1):
            usual = plain[middle:last] in usual_given_names()
            if usual and (last == end or _POLITE.match(plain, last, end)):
                return last
    return None


def _given_after(plain: str, begin: int, middle: int, end: int) -> int | None:
    if middle == end:
        return _given_after_gap(plain, begin, middle)
    for last in range(min(end, middle + _LONGEST_GIVEN), middle, -1):
        if not AFTER_NAME.match(plain, last, end):
            continue
        if _is_sure(plain, begin, middle, last, end):
            return last
    return None


def _is_sure(plain: str, begin: int, middle: int, last: int, end: int) -> bool:
    """Whether a row of kanji that could be a whole name is one."""
    surname, given = plain[begin:middle], plain[middle:last]
    if plain[begin:last] in _OTHER_THINGS:
        return False
    called = _POLITE.match(plain, last, end) or (last == end and HONORIFIC.match(plain, last))
    if given not in given_names():
        usual = len(surname) > 1 and has_usual_letters(given)
        return usual and (called is not None or surname not in MAINLY_PLACES)
    if called:
        return True
    if len(surname) == 1:
        usual = len(given) > 1 and given in usual_given_names()
        return usual and surname not in NO_SURNAME_BEFORE_TITLE
    return not is_weak_given_name(given, spaced=surname not in MAINLY_PLACES and given == "学")


def _given_after_gap(plain: str, begin: int, middle: int) -> int | None:
    """Return where a given name ends that is divided from its surname, or is in kana."""
    following = _NEXT.match(plain, middle)
    if following is None:
        return None
    if following["kana"]:
        return _given_in_kana(plain, begin, following)
    start, end = following.span("kanji")
    row = ROW.match(plain, start)
    if row is None or row.end() > end:
        return None
    if following["gap"] != " " * len(following["gap"]):  # two cells of a table, or two lines of one
        apart = end - start > 1 and plain[start:end] in usual_given_names()
        return end if apart else None
    return _given_after_space(plain, plain[begin:middle], start, end)


def _given_after_space(plain: str, surname: str, start: int, end: int) -> int | None:
    for last in range(min(end, start + _LONGEST_GIVEN), start, -1):
        given = plain[start:last]
        if len(surname + given) == 2 and surname in NO_SURNAME_BEFORE_TITLE:
            continue
        two_places = given in PLACE_SURNAMES and surname in PLACE_SURNAMES
        if two_places or not AFTER_NAME.match(plain, last, end):
            continue
        known = given in given_names() and not is_weak_given_name(given, spaced=True)
        known |= given in given_words() and len(surname) > 1 and surname not in MAINLY_PLACES
        if known or (len(surname) > 1 and has_usual_letters(given)):
            return last
    return None


def _given_in_kana(plain: str, begin: int, following: re.Match[str]) -> int | None:
    start, end = following.span("kana")
    spaced = start > following.start()
    if not spaced and (following.start() - begin < 2 or _NO_GIVEN.match(plain, start)):
        return None
    enough = 2 if spaced or plain[start] > "\u30a0" else 3
    if plain[start] > "\u30a0" and end - start < 5 and HONORIFIC.match(plain, end):
        return end  # 細川トメさん: of a name that no list has
    known = given_readings()
    for last in range(end, start + enough - 1, -1):
        if plain[start:last] not in known:
            continue
        ends_here = last == end and not re.match("[\u3041-\u3096]", plain[last : last + 1])
        if ends_here or _AFTER_KANA.match(plain, last):
            return last
    return None
