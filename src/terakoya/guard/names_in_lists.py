"""Surnames in a row: 長谷川、渡邊、髙橋の3名, 出席者：井上、森."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kanji_rows import KANJI
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import given_names, looks_like_surname, surnames
from terakoya.guard.name_titles import NO_SURNAME_BEFORE_TITLE, NOT_A_NAME
from terakoya.guard.place_surnames import MAINLY_PLACES
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.whole_names import find_end_of_whole_name

__all__ = ["find_names_in_lists"]

_AND = r"及び|並びに"
_OTHERS = r"[他外等](?= ?[0-9一二三四五六七八九十数])"
_WORD = rf"(?:(?!{_AND}|{_OTHERS})[{KANJI}ノツッヶケ]){{1,6}}"
_GAP = rf"(?: ?[、,・/] ?|と|および|{_AND})"
_LIST = re.compile(
    rf"(?<![{KANJI}\u30a1-\u30faーA-Za-z0-9]){_WORD}(?:{_GAP}{_WORD}){{1,40}}(?![{KANJI}]*ー)"
)
_WORDS = re.compile(_WORD)
_COUNT = r"(?:[0-9]{1,3}|[二三四五六七八九十]{1,3}|両|各|数)"
_PEOPLE = r"(?:名|人(?![口種])|氏|委員|議員|職員|選手|先生|課長|係長|主任|主事|主査)"
_COUNTED = re.compile(
    rf" ?(?:の|ら|など|ほか|[他外等]|を含む|以上|の(?:ほか|他))(?:計|合計)?{_COUNT}{_PEOPLE}"
)
_OVER = re.compile(r" ?(?:$|[\n。)」』】\t|\x00\x02]|です|[がはをにもで]|から|へ)")
_CLOSED = re.compile(r" ?(?:$|[\n。)」』】])")
_FIELD_BEFORE = re.compile(
    rf"(?:[{KANJI}]{{1,5}}[者人員役]|担当|講師|当番|幹事|書記|司会|受付|対応|文責|記録|氏名|名前)"
    r"(?: ?[:;=】」』(「『] ?| {1,2}|\t|は、?)"
    r"(?:[^\n。:;]{1,24}(?:[課部局係室班署館園校院]|センター|支所|事務所|委員会)[ /・]{1,2})?$"
)
_COLON_BEFORE = re.compile(r"[:=】(「『] ?$")
_MANY = 3
_FAR = 40


def find_names_in_lists(text: FoldedText) -> Iterator[Candidate]:
    """Yield the names of a list that counts people, or that stands where people are named."""
    plain = text.plain
    for row in _LIST.finditer(plain):
        places = [word.span() for word in _WORDS.finditer(plain, *row.span())]
        words = [plain[slice(*place)] for place in places]
        known = [_is_name(word) for word in words]
        if _is_of_people(plain, row, words, known):
            for place, word, named in zip(places, words, known, strict=True):
                if named or looks_like_surname(word):
                    yield Candidate(Kind.NAME, *place, 47)


def _is_of_people(plain: str, row: re.Match[str], words: list[str], known: list[bool]) -> bool:
    """Whether all are names, but for one that is like one, and the text says they are people."""
    unknown = [word for word, named in zip(words, known, strict=True) if not named]
    if len(unknown) > (len(words) >= _MANY) or not all(map(looks_like_surname, unknown)):
        return False
    if _COUNTED.match(plain, row.end()):
        return True
    before = plain[max(0, row.start() - _FAR) : row.start()]
    if _FIELD_BEFORE.search(before) and _OVER.match(plain, row.end()):
        return True
    places = sum(word in MAINLY_PLACES and len(word) > 1 for word in words)
    return (
        _COLON_BEFORE.search(before) is not None
        and _CLOSED.match(plain, row.end()) is not None
        and len(words) >= _MANY
        and not unknown
        and places * 2 < len(words)
    )


def _is_name(word: str) -> bool:
    """Whether it is a surname or a whole name; of one letter only what is no direction or part."""
    if len(word) == 1:
        return word in surnames() and word not in NO_SURNAME_BEFORE_TITLE
    if word in surnames():
        return True
    cuts = range(1, len(word))
    whole = find_end_of_whole_name(word, 0, len(word)) == len(word) or any(
        word[:cut] in surnames() and word[cut:] in given_names() for cut in cuts
    )
    return whole and not NOT_A_NAME.search(word)
