"""Names of people in kana and in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import (
    given_readings,
    given_romaji,
    short_vowels,
    surname_readings,
    surname_romaji,
)
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_names_in_letters"]

_KATAKANA = r"\u30a1-\u30faー"
_HIRAGANA = r"\u3041-\u3096"
_TWO_WORDS = re.compile(
    rf"(?<![{_KATAKANA}])(?P<k1>[{_KATAKANA}]{{2,6}})(?=(?P<kgap> {{1,2}}|"
    rf"・)(?P<k2>[{_KATAKANA}]{{2,7}})"
    rf"(?![{_KATAKANA}]))|"
    rf"(?:(?<![{_HIRAGANA}])|(?<=ナは)|(?<=がなは)|"
    rf"(?<=読みは))(?P<h1>[{_HIRAGANA}]{{2,6}})(?=(?P<hgap> "
    rf"{{1,2}})(?P<h2>[{_HIRAGANA}]{{2,12}}))"
)
_CALLED = re.compile(
    rf"(?:(?<![{_KATAKANA}])(?P<kata>[{_KATAKANA}]{{2,12}})|(?:(?<![{_HIRAGANA}])|"
    rf"(?<=[^{_HIRAGANA}][のはがとをにも])|(?<=さんの)|(?<=さまの)|(?<=くんの)|(?<=ちゃんの))"
    rf"(?P<hira>[{_HIRAGANA}]{{3,10}}?))(?P<call> ?(?:さん|さま(?!ざ)|様|くん|ちゃん(?!と)|氏|"
    rf"殿))(?![か]い)"
)
_NO_NAMES = """
おかあ おとう おにい おねえ おばあ おじい おまえ みなみな おきゃく おくすり
おぼう おいしゃ おまわり かんご おみせ おいわ みんな おとな こども いなか おやこ
うさぎ きつね たぬき おさる くま すず さいた つき ごくろう おつかれ おせわ ひと
"""
_AFTER = re.compile("さん|さま|ちゃん|くん|は|が|と|の|です|から|より|に|を|へ|も|で")
_FOREIGN = re.compile(
    rf"(?<![{_KATAKANA}・])(?P<name>[{_KATAKANA}]{{1,10}}(?:[・=][{_KATAKANA}]{{1,10}}){{1,4}}) ?"
    r"(?:さん|さま|様|氏|殿|くん|ちゃん|夫妻|先生)"
)
_ROMAJI = re.compile(
    r"(?<![A-Za-z0-9@._/-])(?P<one>[A-Z][A-Za-z]{1,12}),? "
    r"{1,2}(?P<two>[A-Z][A-Za-z]{1,12})(?![A-Za-z0-9@_/(=])"
)
# Whatever list knows it or not: after Mr., or where English tells of whom it speaks.
_AFTER_MR = re.compile(
    r"(?<![A-Za-z])(?:Mr|Ms|Mrs)\.? (?P<name>(?!(?i:president|chair|mayor|speaker|secretary|"
    r"minister|"
    r"director|governor))[A-Z][A-Za-z'-]{1,20}(?: [A-Z][A-Za-z'-]{1,20}){0,2})"
)
_OF_WHOM = re.compile(
    r"(?i:(?<![a-z])(?:name|applicant|resident|taxpayer|patient|caller|insured|on behalf of|"
    r"contact)"
    r"(?:'s name)?(?: is| was|"
    r"[:,])? )(?P<name>[A-Z][A-Za-z'-]{1,20},?(?: [A-Z][A-Za-z'-]{1,20}){1,2})(?![A-Za-z])"
)
_NOBODY = re.compile(
    r"(?i:\b(?:city|town|ward|office|center|centre|library|hall|school|park|department|division|"
    r"section|"
    r"inc|ltd|co|corporation|company|system|project|file|server|desk|service|number|"
    r"registration|tax|"
    r"card|support|form|association|council|hospital|station|university|bank)\b)"
)
_TITLED = re.compile(
    r"(?:(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr)\.? ?(?P<after>[A-Z][a-z]{1,12}|[A-Z]{2,12})|"
    r"(?<![A-Za-z0-9])(?P<before>[A-Z][A-Za-z]{1,12})[- ]?(?:san|sama|さん|様)(?![A-Za-z]))"
)


def find_names_in_letters(text: FoldedText) -> Iterator[Candidate]:
    """Yield names in kana and Latin letters: surname and given name, or one with さん."""
    plain = text.plain
    for match in _TWO_WORDS.finditer(plain):
        script = "k" if match["k1"] else "h"
        end = _given_end(match[f"{script}2"])
        if match[f"{script}1"] in surname_readings() and end:
            yield Candidate(Kind.NAME, match.start(), match.start(f"{script}2") + end, 44)
    for match in _CALLED.finditer(plain):
        word = match["kata"] or match["hira"]
        start = match.start("kata" if match["kata"] else "hira")
        if word not in _NO_NAMES.split() and _is_called(word, match["call"].strip()):
            yield Candidate(Kind.NAME, start, start + len(word), 42)
    for match in _FOREIGN.finditer(plain):
        yield Candidate(Kind.NAME, *match.span("name"), 43)
    yield from _in_latin_letters(plain)


def _given_end(word: str) -> int | None:
    """Return how many letters of a word are the given name; さん or a particle may follow it."""
    known = given_readings()
    for end in range(len(word), 1, -1):
        if word[:end] in known and (end == len(word) or _AFTER.match(word, end)):
            return end
    return None


def _is_called(word: str, call: str) -> bool:
    if word in surname_readings():
        return len(word) >= 3 or "\u30a1" <= word[0] <= "\u30fa"
    if len(word) > 3 and any(
        word[:cut] in surname_readings() and word[cut:] in given_readings()
        for cut in range(2, len(word) - 1)
    ):
        return True
    return word in given_readings() and call in ("くん", "ちゃん", "さん") and len(word) >= 3


def _in_latin_letters(plain: str) -> Iterator[Candidate]:
    for match in _ROMAJI.finditer(plain):
        one, two = short_vowels(match["one"]), short_vowels(match["two"])
        surname, given = surname_romaji(), given_romaji()
        if (one in surname and two in given) or (two in surname and one in given):
            yield Candidate(Kind.NAME, *match.span(), 43)
    for form in (_AFTER_MR, _OF_WHOM):
        for match in form.finditer(plain):
            if not _NOBODY.search(match["name"]):
                yield Candidate(Kind.NAME, *match.span("name"), 40)
    for match in _TITLED.finditer(plain):
        group = "after" if match["after"] else "before"
        if short_vowels(match[group]) in surname_romaji():
            yield Candidate(Kind.NAME, *match.span(group), 41)
