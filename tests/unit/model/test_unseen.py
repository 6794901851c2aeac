"""Names that hide something are found; names of people, in every script, are left in peace."""

from __future__ import annotations

import unicodedata

import pytest

from terakoya.model import find_unseen, has_control

NAMES = {
    "full-width space": "山田　太郎",
    "kanji of Windows": "髙﨑 凛",
    "variant of an ideograph": "葛\U000e0100城 渡邊\U000e0104",
    "standard variant": "中\ufe00村",
    "repetition": "佐々木",
    "small letter": "茅ヶ崎",
    "voiced in one character": "ガ",
    "voiced in two": "か\u3099",
    "half-width": "ﾔﾏﾀﾞ ･ｰ",
    "beyond the first plane": "𠮷田",
    "newer than Python": "\U0002ebf0\U000323b0",
    "Latin": "José Ðuro O’Neil-Smith",
    "Latin in two": "Jose\u0301",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Arabic": "محمد علي",
    "Persian with a non-joiner": "علی\u200cرضا",
    "Hebrew": "דוד",
    "Sinhala with a joiner": "ශ්\u200dරී",
    "Devanagari": "श्री",
    "Mongolian with its selector": "ᠮᠣ\u180bᠩᠭᠣᠯ",
    "Hangul": "김철수",
    "emoji": "3\ufe0f\u20e3\u2764\ufe0f",
    "sign of a window": "①番窓口㈱",
}
DECEIVING = {
    "right-to-left override": "山\u202e田",
    "embedding": "a\u202ab\u202c",
    "isolate": "a\u2066b\u2069",
    "mark": "a\u200e",
    "Arabic mark": "a\u061c",
    "zero-width space": "a\u200bb",
    "byte order mark": "\ufeffa",
    "word joiner": "a\u2060",
    "joiner between ideographs": "太\u200d郎",
    "non-joiner between Latin letters": "a\u200cb",
    "joiner in Arabic": "م\u200da",
    "soft hyphen": "a\u00adb",
    "Hangul filler": "\u3164",
    "half-width filler": "a\uffa0",
    "Jamo filler": "\u1160",
    "braille without dots": "\u2800",
    "grapheme joiner": "a\u034fb",
    "Mongolian separator": "\u180ea",
    "line separator": "a\u2028b",
    "tag": "a\U000e0041",
    "selector without a base": "\ufe0fa",
    "selector on a letter": "a\ufe0f",
    "ideograph's selector on kana": "あ\U000e0100",
    "two selectors": "葛\U000e0100\U000e0101",
    "user-defined": "\ue000",
    "user-defined in plane 15": "\U000f0000",
    "unassigned": "\u0378",
    "no character": "\U0002ffff",
}


@pytest.mark.parametrize("kind", NAMES)
def test_name_of_a_person_is_left_in_peace(kind: str) -> None:
    """Composed, decomposed, from the right or with variants."""
    assert find_unseen(NAMES[kind]) == ""
    assert not has_control(NAMES[kind])


@pytest.mark.parametrize("kind", DECEIVING)
def test_name_that_hides_something_is_found(kind: str) -> None:
    """The sentence names the character's code."""
    name = DECEIVING[kind]
    told = find_unseen(name)
    assert any(f"(U+{ord(letter):04X}" in told for letter in name if not letter.isascii())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_are_left_in_peace_in_either_form(form: str) -> None:
    """macOS writes names in two."""
    for low, high in ((0xC0, 0x24F), (0x3041, 0x30FF), (0x1EA0, 0x1EF9), (0xAC00, 0xAD00)):
        text = "".join(map(chr, range(low, high)))
        named = "".join(letter for letter in text if unicodedata.category(letter) != "Cn")
        assert find_unseen(unicodedata.normalize(form, named)) == ""


@pytest.mark.parametrize("character", ["\n", "\r", "\x1b", "\x9b", "\ud800"])
def test_control_character_is_told(character: str) -> None:
    """Line breaks, escape sequences of both kinds, halves of characters."""
    assert has_control(f"a{character}b")
