"""A surname after a department: 福祉課　井上, as fields and signatures have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kanji_rows import KANJI
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import given_names, is_weak_given_name, surnames
from terakoya.guard.name_titles import NO_SURNAME_BEFORE_TITLE, NOT_A_NAME
from terakoya.guard.place_surnames import MAINLY_PLACES
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.whole_names import find_end_of_whole_name

__all__ = ["find_names_after_offices"]

_LETTER = rf"[{KANJI}\u3041-\u3096\u30a1-\u30faーA-Za-z0-9]"
_OFFICE = re.compile(
    rf"(?<={_LETTER})(?:[課部局係室班署]|センター|支所|事務所|出張所|保健所|委員会|館|園|校|院|会社|大学|チーム|グループ|公民館)"
    rf"(?P<gap> {{1,2}}| ?[/・] ?|)(?=(?P<name>[{KANJI}ノツッヶケ]{{1,5}})(?![{KANJI}]))"
)
# How a place ends in which a person is told: at the end, or with what is said of people.
_END = re.compile(
    r" ?(?:$|[\n\t、。,;)」』】|/・(\x00\x02]|様|さん|氏|殿|"
    r"まで(?:ご|お|連|問|$|[\n。)])|宛|より(?:$|[\n。、])|です|と申|(?:内線|電話|℡|(?i:tel|mail))|[0-9])"
)
_FIELD = re.compile(
    rf"(?:担当|文責|記録|起案|作成|対応|受付|決裁|報告|連絡|発信|送信|照会|回答|審査|確認|署名|問い?合わ?せ|提出|申請|発行)"
    rf"[{KANJI}\u3041-\u3096]{{0,3}}[ ]?[:;=】」』)> \t]{{1,3}}[^\n。:;]{{0,30}}$"
)
_BY_ITSELF = re.compile(r"より(?:$|[\n。、])|です|と申")  # 税務課黒木です
_FAR = 48


def find_names_after_offices(text: FoldedText) -> Iterator[Candidate]:
    """Yield surnames and whole names that stand right after a department."""
    plain = text.plain
    for office in _OFFICE.finditer(plain):
        start, end = office.span("name")
        if not _END.match(plain, end):
            continue
        in_field = _FIELD.search(plain[max(0, office.start() - _FAR) : office.start()]) is not None
        apart = bool(office["gap"]) or _BY_ITSELF.match(plain, end) is not None
        if _is_name(office["name"], apart=apart, in_field=in_field):
            yield Candidate(Kind.NAME, start, end, 51)


def _is_name(word: str, *, apart: bool, in_field: bool) -> bool:
    """Whether a word is a name here; a place or one letter only where a field says so."""
    if not apart and not in_field:
        return False
    if word not in surnames():
        return not NOT_A_NAME.search(word) and _is_whole(word, in_field=in_field)
    if len(word) == 1:
        return in_field and apart and word not in NO_SURNAME_BEFORE_TITLE
    return in_field or word not in MAINLY_PLACES


def _is_whole(word: str, *, in_field: bool) -> bool:
    if find_end_of_whole_name(word, 0, len(word)) == len(word):
        return True
    return in_field and any(
        word[:cut] in surnames()
        and word[cut:] in given_names()
        and not is_weak_given_name(word[cut:])
        for cut in range(1, len(word))
    )
