"""When two prompts are the same one, and which of many are nearest to one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["find_nearest", "key_of"]

# 1.5 is not 15, and 1,2 says something else than 12: only a stop that ends something goes.
_IGNORED = re.compile(r"\s+|。|(?<!\d)\.|\.(?!\d)")
_COMPARED = 300  # characters; the comparison takes the square of it
_LEAST = 0.2  # how alike, to be named at all


def key_of(prompt: str) -> str:
    """Return what a prompt is looked up by: NFKC, without white space and full stops."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", prompt))


def find_nearest(prompt: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return up to `most` known prompts that are like `prompt`, the nearest first."""
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(key_of(prompt)[:_COMPARED])
    ranked = []
    for place, other in enumerate(dict.fromkeys(known)):
        matcher.set_seq1(key_of(other)[:_COMPARED])
        ranked.append((-matcher.ratio(), place, other))
    return tuple(other for minus, _place, other in sorted(ranked)[:most] if -minus >= _LEAST)
