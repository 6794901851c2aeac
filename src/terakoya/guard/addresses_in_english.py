"""Addresses as they stand on a letter from abroad: 1-8-15 Bancho, Takamatsu-shi, Kagawa."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_addresses_in_english"]

_WORD = r"[A-Z][A-Za-z']{1,20}(?:-[A-Za-z]{2,8}){0,2}"
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z-])(?P<room>(?:(?:Room|Rm\.?|Apt\.?|Apartment|Unit) ?#?[0-9]{1,5}|"
    r"#[0-9]{1,5}),? )?"
    r"[0-9]{1,4}(?:-[0-9]{1,4}){1,3},? "
    rf"(?P<town>{_WORD}(?:,? {_WORD}){{0,6}})(?:,? [0-9]{{3}}-[0-9]{{4}})?(?:,? Japan)?"
)
_OF_TOWNS = re.compile(
    r"-(?:shi|ku|cho|chome|machi|mura|gun|ken|fu|to)\b|(?:cho|machi|chome)\b|"
    r"\b(?:City|Town|Ward|Prefecture|Japan)\b"
)
_LABEL = re.compile(
    r"(?i:address|lives? (?:at|in)|living at|resid\w+|mail\w* it to|sent? \w+ to)[^\n]{0,20}$"
)


def find_addresses_in_english(text: FoldedText) -> Iterator[Candidate]:
    """Yield numbers of houses with the words after them, where these are of towns or said to be."""
    for match in _ADDRESS.finditer(text.plain):
        told = _LABEL.search(text.plain[max(0, match.start() - 40) : match.start()])
        if told or _OF_TOWNS.search(match[0]):
            yield Candidate(Kind.POSTAL_ADDRESS, *match.span(), 77)
