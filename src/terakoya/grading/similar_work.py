"""Hand-ins of one assignment that share passages: a hint to look, and no verdict.

Compared are answers as Python's own tokens. Spaces, comments and layout do not count, nor what
somebody called a thing of their own. What was handed out is left out, line by line, and so is what
much of a class has in common. A passage is found wherever it stands in either hand-in.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import Indel

__all__ = ["SHORTEST", "Line", "Pair", "Passage", "Work", "find_pairs", "read_lines"]

SHORTEST = 20
"""Tokens in a row that make a passage; shorter ones are how Python is written."""
_COMMON = 0.5  # what a larger share of a class has, says nothing about two of it
_CLASS = 6  # people, from whom on that can be told
_OWN = "·"
_KNOWN = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins)})
_SKIPPED = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


@dataclass(frozen=True)
class Line:
    """A line of an answer: as it stands, and its tokens."""

    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """What one learner answered in one assignment."""

    learner_id: str
    lines: tuple[Line, ...]

    @property
    def tokens(self) -> list[str]:
        """All tokens, in order."""
        return [token for line in self.lines for token in line.tokens]

    @property
    def places(self) -> list[int]:
        """The number of the line of each token."""
        return [number for number, line in enumerate(self.lines) for _token in line.tokens]

    def text(self, start: int, length: int) -> str:
        """Return the lines in which these tokens stand."""
        numbers = dict.fromkeys(self.places[start : start + length])
        return "\n".join(self.lines[number].text for number in numbers)


@dataclass(frozen=True)
class Passage:
    """The same passage as it stands in either hand-in; `tokens` is how long it is."""

    left: str
    right: str
    tokens: int


@dataclass(frozen=True)
class Pair:
    """Two hand-ins that share passages.

    Attributes:
        alike: how alike the two are as a whole, 0 to 1 (normalised indel similarity of tokens).
    """

    left: str
    right: str
    passages: tuple[Passage, ...]
    alike: float

    @property
    def shared(self) -> int:
        """How many tokens stand in passages of both."""
        return sum(passage.tokens for passage in self.passages)


def read_lines(sources: Iterable[str]) -> tuple[Line, ...]:
    """Return the lines of code that say something; of what is no Python, its words."""
    return tuple(line for source in sources for line in _read(source) if line.tokens)


def find_pairs(works: Sequence[Work], released: Iterable[Line], most: int = 50) -> tuple[Pair, ...]:
    """Return the pairs that share passages, the most alike first.

    Args:
        released: what everybody was given.
        most: pairs that are told.
    """
    left_out = {line.tokens for line in released} | _find_common(works)
    rests = [
        Work(work.learner_id, tuple(line for line in work.lines if line.tokens not in left_out))
        for work in sorted(works, key=lambda work: work.learner_id)
    ]
    found = [
        Pair(one.learner_id, other.learner_id, _find_passages(one, other), _alike(one, other))
        for one, other in _with_something_in_common(rests)
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.alike, pair.left, pair.right))[:most])


def _read(source: str) -> list[Line]:
    try:
        return _tokenise(source)
    except (tokenize.TokenError, SyntaxError):  # as learners leave it
        return [Line(line, tuple(line.split())) for line in source.splitlines()]


def _tokenise(source: str) -> list[Line]:
    lines = source.splitlines()
    tokens: dict[int, list[str]] = defaultdict(list)
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _SKIPPED or not token.string:
            continue
        is_name = token.type == tokenize.NAME
        is_own = is_name and before != "." and token.string not in _KNOWN
        tokens[token.start[0]].append(_OWN if is_own else token.string)
        before = token.string
    return [Line(lines[number - 1], tuple(known)) for number, known in sorted(tokens.items())]


def _find_common(works: Sequence[Work]) -> set[tuple[str, ...]]:
    if len(works) < _CLASS:
        return set()
    counts = Counter(tokens for work in works for tokens in {line.tokens for line in work.lines})
    return {tokens for tokens, count in counts.items() if count > _COMMON * len(works)}


def _with_something_in_common(works: Sequence[Work]) -> Iterator[tuple[Work, Work]]:
    """Yield the pairs with a passage, without a look at all that have none."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, work in enumerate(works):
        for passage in set(_windows(work.tokens)):
            holders[passage].append(number)
    pairs = {pair for numbers in holders.values() for pair in combinations(numbers, 2)}
    for one, other in sorted(pairs):
        yield works[one], works[other]


def _windows(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[at : at + SHORTEST]) for at in range(len(tokens) - SHORTEST + 1)]


def _alike(one: Work, other: Work) -> float:
    return float(Indel.normalized_similarity(one.tokens, other.tokens))


def _find_passages(one: Work, other: Work) -> tuple[Passage, ...]:
    """Return what both have, each part once: from left to right, the longest at each place."""
    left, right = one.tokens, other.tokens
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, window in enumerate(_windows(right)):
        places[window].append(at)
    found, at, taken = [], 0, [False] * len(right)
    windows = _windows(left)
    while at < len(windows):
        runs = (
            (_run(left, right, at, there, taken), there) for there in places.get(windows[at], ())
        )
        length, there = max(runs, default=(0, 0))
        if length < SHORTEST:
            at += 1
            continue
        taken[there : there + length] = [True] * length
        found.append(Passage(one.text(at, length), other.text(there, length), length))
        at += length
    return tuple(found)


def _run(
    left: Sequence[str], right: Sequence[str], at: int, there: int, taken: Sequence[bool]
) -> int:
    """Return how many tokens are the same from these two places on."""
    length = 0
    while (
        at + length < len(left)
        and there + length < len(right)
        and left[at + length] == right[there + length]
        and not taken[there + length]
    ):
        length += 1
    return length
