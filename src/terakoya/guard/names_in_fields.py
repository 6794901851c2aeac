"""Names by the field that they stand in: 氏名：…, whatever list knows them or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.called_names import ends_in_given_name
from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import (
    given_names,
    short_vowels,
    surname_readings,
    surname_romaji,
    surnames,
)
from terakoya.guard.name_titles import FIELD, NOT_A_NAME, ROLE
from terakoya.guard.place_surnames import MAINLY_PLACES
from terakoya.guard.text_folding import FoldedText
from terakoya.guard.whole_names import find_end_of_whole_name

__all__ = ["find_end_of_name", "find_names_in_fields"]

_KANJI = r"々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_JAPANESE = re.compile(
    rf"(?:[{_KANJI}ノツッヶケ]{{1,5}}(?:(?: {{1,2}}|・)?(?:[{_KANJI}]{{1,4}}|"
    rf"[\u3041-\u3096]{{2,5}}|[\u30a1-\u30faー]{{2,8}}))?|"
    rf"[\u3041-\u3096]{{2,6}} {{1,2}}[\u3041-\u3096{_KANJI}]{{2,6}}|[\u3041-\u3096]{{2,9}}|"
    rf"[\u30a1-\u30faー]{{2,10}}(?:[ ・=]{{1,2}}[\u30a1-\u30faー]{{1,12}}){{0,4}})"
)
_LATIN = re.compile(r"[A-Z][A-Za-z'.-]{0,20}(?:,? [A-Z][A-Za-z'.-]{0,20}){0,4}(?![A-Za-z0-9_(=])")
_LATIN_WORDS = re.compile(
    r"(?i)\b(?:text|string|str|varchar|char|null|none|required|name|true|false|int|"
    r"example|sample|test|csv|excel|"
    r"python|pandas|json|api|id|no|address|tel|mail|n/?a|column|field|first|last|full|user)\b"
)
_NO_PERSON = re.compile(rf"・|{ROLE.pattern}")
_SENTENCE = re.compile(r" [a-z]")
_END = re.compile(
    r"[\s、。,.:;|)）」』】\]|/・様さ殿氏くちでがはのとをにへもより先君(（「『\x00\x02]|$"
)
_OFFICE_FIRST = re.compile(rf"[{_KANJI}]+[課部局係室署] ")  # and then the name: 福祉課 井上
_IS_OVER = re.compile(r" ?(?:様|さま|さん|殿|氏)?[\s、,;|\"(/・\x00\x02]|$")
_HONORIFIC = re.compile(r" ?(?:様|さま|さん|殿|氏|君|くん|ちゃん|先生)")
_CERTAIN = (":", "=", "「", "『", "【")  # a tab may divide the headings of a table


_SPEAKER = re.compile(
    rf"(?:^|[\n\[(>]|"
    rf"[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?[\])]?) *(?P<name>[{_KANJI}]{{2,4}}) ?[:>](?= )"
)
_SIGNED = re.compile(
    rf"(?:以上|敬具|草々)(?:です)?[、。\n ]{{1,2}}(?P<name>[{_KANJI}]{{2,4}})(?=$|[\n。(])"
)


def find_names_in_fields(text: FoldedText) -> Iterator[Candidate]:
    """Yield what stands in a field for names and has the form of one, and who speaks in a chat."""
    plain = text.plain
    for said in (*_SPEAKER.finditer(plain), *_SIGNED.finditer(plain)):
        if said["name"] in surnames() and said["name"] not in MAINLY_PLACES:
            yield Candidate(Kind.NAME, *said.span("name"), 40)
    for field in FIELD.finditer(plain):
        certain = field["sep"].strip(" ").startswith(_CERTAIN)
        start = field.end()
        end = _name_end(plain, start, strong=field["strong"] is not None, certain=certain)
        if end is not None:
            yield Candidate(Kind.NAME, start, end, 55 if certain else 40)


def find_end_of_name(plain: str, start: int, *, sure: bool) -> int | None:
    """Return where a name ends that is all of a field.

    Args:
        plain: the folded text.
        start: where the field begins.
        sure: whether only people stand in it; otherwise it must be a name that a list knows.
    """
    end = _name_end(plain, start, strong=sure, certain=sure)
    return end if end is None or _IS_OVER.match(plain, end) else None


def _name_end(plain: str, start: int, *, strong: bool, certain: bool) -> int | None:
    latin = _LATIN.match(plain, start)
    if latin and strong and certain and not _LATIN_WORDS.search(latin[0]):
        alone = " " not in latin[0] and short_vowels(latin[0]) not in surname_romaji()
        return None if alone or _SENTENCE.match(plain, latin.end()) else latin.end()
    match = _JAPANESE.match(plain, start)
    if match is None:
        return None
    end = match.end()
    found = match[0]
    for word in ("様", "殿", "氏", "さん", "さま", "くん", "ちゃん"):
        if found.endswith(word) and len(found) > len(word) + 1:
            found, end = found[: -len(word)].rstrip(), start + len(found[: -len(word)].rstrip())
    if NOT_A_NAME.search(found) or _OFFICE_FIRST.match(found) or not _END.match(plain, end):
        return None
    if strong and certain:
        return end if len(found) > 1 else None
    called = _HONORIFIC.match(plain, end) is not None and _is_short(found)
    foreign = certain and re.fullmatch("[ァ-ヺー]+(?:[・=][ァ-ヺー]+)+", found) is not None
    bare = found.replace(" ", "")
    rare = ends_in_given_name(bare) and (
        strong or (len(bare) > 3 and _NO_PERSON.search(bare) is None)
    )
    return end if called or foreign or rare or _is_known(found) else None


def _is_short(found: str) -> bool:
    return (
        2 <= len(found.replace(" ", "")) <= 5 and re.fullmatch(rf"[{_KANJI} ]+", found) is not None
    )


def _is_known(found: str) -> bool:
    """Whether it is a surname, alone or with something that could be the given name."""
    head, _space, tail = found.partition(" ")
    if tail:
        return head in surnames() or head in surname_readings()
    if found in surnames() and len(found) > 1:
        return True
    if find_end_of_whole_name(found, 0, len(found)) == len(found):
        return True
    cuts = range(1, len(found))
    return any(found[:cut] in surnames() and found[cut:] in given_names() for cut in cuts)
