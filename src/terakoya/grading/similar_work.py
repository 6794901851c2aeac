"""Hand-ins of one assignment that share passages: a hint to look, and no verdict.

Compared are answers as Python's own tokens. Spaces, comments and layout do not count, nor what
somebody called a thing of their own. What was handed out is left out, line by line, and so is what
much of a class has in common. A passage is found wherever it stands in either hand-in.

Whose hand-ins share most is counted first, by their windows of tokens; what stands side by side is
looked for in those pairs only that are told. So a class of hundreds takes seconds.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest
from itertools import combinations

from rapidfuzz.distance import Indel

__all__ = [
    "LONGEST",
    "MOST_PAIRS",
    "SHORTEST",
    "Line",
    "Pair",
    "Passage",
    "Work",
    "find_pairs",
    "read_lines",
]
__all__ += ["read_work"]

SHORTEST = 20
"""Tokens in a row that make a passage; shorter ones are how Python is written."""
LONGEST = 3000
"""Tokens of one hand-in that are compared, after what is left out: four hundred lines or so."""
MOST_PAIRS = 50
"""Pairs that are told of one class."""
_MOST_CHARACTERS = 50_000  # of one hand-in that are read
_MOST_PLACES = 50  # of one window in one hand-in: who writes a line a thousand times, adds nothing
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

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """All tokens, in order."""
        return tuple(token for line in self.lines for token in line.tokens)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The number of the line of each token."""
        return tuple(number for number, line in enumerate(self.lines) for _token in line.tokens)

    def without(self, left_out: Collection[tuple[str, ...]]) -> Work:
        """Return the lines with other tokens than these, as far as they are compared."""
        kept, tokens = [], 0
        for line in self.lines:
            if line.tokens not in left_out and tokens < LONGEST:
                kept.append(replace(line, tokens=line.tokens[: LONGEST - tokens]))
                tokens += len(line.tokens)
        return Work(self.learner_id, tuple(kept))

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


def read_lines(sources: Iterable[str], most: int | None = None) -> tuple[Line, ...]:
    """Return the lines of code that say something; of what is no Python, its words.

    Args:
        most: characters that are read, of all sources together; None for all of them.
    """
    cut = sources if most is None else _cut(sources, most)
    return tuple(line for source in cut for line in _read(source) if line.tokens)


def read_work(learner_id: str, sources: Iterable[str]) -> Work:
    """Return what a learner answered, as far as it is read."""
    return Work(learner_id, read_lines(sources, _MOST_CHARACTERS))


def find_pairs(
    works: Sequence[Work], released: Iterable[Line], most: int = MOST_PAIRS
) -> tuple[Pair, ...]:
    """Return the pairs that share passages, the most alike first.

    Args:
        released: what everybody was given.
        most: pairs that are told: those that share most.
    """
    left_out = {line.tokens for line in released} | _find_common(works)
    rests = [work.without(left_out) for work in sorted(works, key=lambda work: work.learner_id)]
    found = [
        Pair(one.learner_id, other.learner_id, _find_passages(one, other), _alike(one, other))
        for one, other in _with_most_in_common(rests, most)
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.alike, pair.left, pair.right)))


def _cut(sources: Iterable[str], most: int) -> Iterator[str]:
    left = most
    for source in sources:
        yield source if len(source) <= left else source[:left].rpartition("\n")[0]
        left = max(0, left - len(source))


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


def _with_most_in_common(works: Sequence[Work], most: int) -> Iterator[tuple[Work, Work]]:
    """Yield the pairs with most windows in common, without a look at all that have none."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, work in enumerate(works):
        for window in {hash(window) for window in _windows(work.tokens)}:  # small; told by none
            holders[window].append(number)
    together = Counter(tuple(numbers) for numbers in holders.values() if len(numbers) > 1)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers, windows in together.items():  # a passage has many windows and the same holders
        for pair in combinations(numbers, 2):
            shared[pair] += windows
    for one, other in nsmallest(most, shared, key=lambda pair: (-shared[pair], pair)):
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
        if len(places[window]) < _MOST_PLACES:
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
