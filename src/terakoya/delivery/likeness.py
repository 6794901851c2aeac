"""Names as they are compared: what any system may lose of one, and what only looks like another.

A name is *the same* as another where they differ in what a system that makes a file's name of it
drops: spaces, signs (Moodle drops an apostrophe), widths, cases, variation selectors. It is *like*
another where characters stand for one another (異体字), words are in another order, or it is an
e-mail address's. The same is taken; what is only alike is proposed to a person, never taken.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import permutations

from terakoya.model import Learner

__all__ = ["Likeness", "fold", "squeeze"]

_MOST_WORDS = 4  # of more, no orders are tried
_LISTS = ("unihan.txt", "kept.txt")


def squeeze(name: str) -> str:
    """Return what every system leaves of a name: letters, marks and digits, in one form."""
    narrow = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in narrow if _stays(character))


def fold(name: str) -> str:
    """Return a name in which characters that stand for one another are one."""
    standing = _standing_for()
    plain = "".join(standing.get(character, character) for character in squeeze(name))
    return "".join(_without_accents(plain))


def _stays(character: str) -> bool:
    """Tell whether a character is of the name itself; a variation selector is a mark, and goes."""
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return not is_selector and unicodedata.category(character)[0] in "LMN"


def _without_accents(text: str) -> Iterator[str]:
    """Take é for e; a kana's voicing makes another kana, and stays."""
    for character in text:
        base = unicodedata.normalize("NFD", character)[0]
        yield base if base.isascii() else character


@lru_cache(maxsize=1)
def _standing_for() -> dict[str, str]:
    """Return the one character that stands for each of its family."""
    families: dict[str, str] = {}
    for name in _LISTS:
        text = (files(__package__) / "name_variants" / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                _join(families, squeeze(line))
    return {character: _first(families, character) for character in families}


def _join(families: dict[str, str], alike: str) -> None:
    for character in alike:
        families.setdefault(character, character)
        families[_first(families, character)] = _first(families, alike[0])


def _first(families: dict[str, str], character: str) -> str:
    while families[character] != character:
        character = families[character]
    return character


class Likeness:
    """The learners of a cohort, found by names that are only like theirs."""

    def __init__(self, learners: Iterable[Learner]) -> None:
        self._alike: dict[str, list[Learner]] = defaultdict(list)
        for learner in learners:
            for key in {*_orders(learner.name), *_of_address(learner.email)}:
                self._alike[key].append(learner)

    def find(self, names: Iterable[str]) -> tuple[Learner, ...]:
        """Return who may be meant by any of `names`, by staff number."""
        keys = {key for name in names for key in _orders(name)}
        meant = {one.id: one for key in keys for one in self._alike.get(key, ())}
        return tuple(meant[number] for number in sorted(meant))


def _orders(name: str) -> set[str]:
    """Return a name's words, folded, in every order: some systems put the given name first."""
    words = [folded for word in _words(name) if (folded := fold(word))]
    if not words:
        return set()
    if len(words) > _MOST_WORDS:
        return {"".join(words)}
    return {"".join(order) for order in permutations(words)}


def _words(name: str) -> list[str]:
    narrow = unicodedata.normalize("NFKC", name)
    return "".join(" " if sign in ",、，・_" else sign for sign in narrow).split()


def _of_address(address: str) -> set[str]:
    """Return the names in an address such as ichiro.takahashi@city.example.jp; none in s00101@."""
    words = "".join(sign if sign.isalpha() else " " for sign in address.partition("@")[0]).split()
    return _orders(" ".join(words)) if len(words) > 1 else set()
