"""The Mersenne Twister's streams: those of `random`, and of numpy's older functions.

M. Matsumoto and T. Nishimura, *Mersenne Twister*, ACM TOMACS 8 (1998). 624 words are made at a
time; a generator holds them and its place among them, and one normal number where it has made two.
"""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable, Iterator

import msgspec

__all__ = ["AS_BEFORE", "FARTHEST", "NUMPY", "PYTHON", "WORDS", "Mersenne", "Moved", "advance"]
__all__ += ["distance"]

AS_BEFORE = -1
NUMPY, PYTHON = "numpy", "python"
FARTHEST = 1 << 24
"""How many words a generator may have moved to be found again."""

WORDS = 624
_FORM = struct.Struct(f"<{WORDS}I")
_PAIR = 4  # words that two normal numbers take
_LOOK_BACK = 1 << 15  # words; the second of two normal numbers is mostly drawn soon after the first


class Mersenne(msgspec.Struct, frozen=True, tag="mersenne"):
    """Where a generator stands.

    Attributes:
        key: its words, little-endian.
        at: how many of them are used up.
        gauss: the second of two normal numbers, where it was not drawn yet.
    """

    key: bytes
    at: int
    gauss: float | None = None


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a generator has moved on its stream.

    Attributes:
        steps: words of its stream (of a congruential one: numbers).
        kept: what is kept of a draw begins so many words before the end: the pair of a normal
            number, or of a congruential generator the number whose half is left; 0 for nothing,
            `AS_BEFORE` for what was kept before the move.
        children: how many generators were spawned.
    """

    steps: int
    kept: int = 0
    children: int = 0


def advance(state: Mersenne, moved: Moved, maker: str) -> Mersenne:
    """Return where a generator stands after a move; `maker` says whose normal numbers it makes.

    Raises:
        ValueError: the move is none, or too far.
    """
    if not 0 <= moved.steps <= FARTHEST:
        raise ValueError("a generator cannot have moved so")
    if moved.kept not in (AS_BEFORE, 0, *range(_PAIR, min(moved.steps, _LOOK_BACK) + 1)):
        raise ValueError("no normal number is made there")
    generator, kept = _generator(state), max(moved.kept, 0)
    for size in _pieces(moved.steps - kept):
        generator.getrandbits(32 * size)
    gauss = state.gauss if moved.kept == AS_BEFORE else None
    if kept:
        gauss = _GAUSS[maker](*_words(generator, kept)[:_PAIR])
        if gauss is None:
            raise ValueError("no normal number is made there")
    return _state(generator, gauss)


def distance(old: Mersenne, new: Mersenne, maker: str, most: int = FARTHEST) -> Moved | None:
    """Return how far a generator has moved; None where it does not stand on that stream.

    A stream is searched for `most` words.
    """
    steps = _find(old, new, most)
    if steps is None or steps > most:
        return None
    if new.gauss is None:
        return Moved(steps)
    if new.gauss == old.gauss:
        return Moved(steps, AS_BEFORE)
    kept = _find_pair(old, steps, new.gauss, maker)
    if kept or steps > _LOOK_BACK:  # one that was made long ago is forgotten
        return Moved(steps, kept)
    return None


def _find(old: Mersenne, new: Mersenne, most: int) -> int | None:
    """Return how many words lie between two states."""
    if new.key == old.key:
        return new.at - old.at if new.at >= old.at else None
    generator, passed = _generator(old), WORDS - old.at
    generator.getrandbits(32 * passed) if passed else 0
    wanted = _temper(new.key)
    while passed <= most:
        block = generator.getrandbits(32 * WORDS).to_bytes(4 * WORDS, "little")
        if block == wanted:
            return passed + new.at
        passed += WORDS
    return None


def _find_pair(old: Mersenne, steps: int, gauss: float, maker: str) -> int:
    """Return how many words before the end the pair of a normal number begins; 0 for nowhere."""
    look = min(steps, _LOOK_BACK)
    generator = _generator(old)
    for size in _pieces(steps - look):
        generator.getrandbits(32 * size)
    words = _words(generator, look)
    for start in range(look - _PAIR, -1, -1):
        if _GAUSS[maker](*words[start : start + _PAIR]) == gauss:
            return look - start
    return 0


def _generator(state: Mersenne) -> random.Random:
    generator = random.Random(0)  # noqa: S311 - a stream is followed, nothing is kept secret
    generator.setstate((3, (*_FORM.unpack(state.key), state.at), None))
    return generator


def _state(generator: random.Random, gauss: float | None) -> Mersenne:
    _version, words, _gauss = generator.getstate()
    return Mersenne(_FORM.pack(*words[:WORDS]), words[WORDS], gauss)


def _words(generator: random.Random, count: int) -> tuple[int, ...]:
    data = generator.getrandbits(32 * count).to_bytes(4 * count, "little")
    return struct.unpack(f"<{count}I", data)


def _pieces(steps: int) -> Iterator[int]:
    """Yield `steps` in parts that need little memory."""
    while steps > 0:
        yield min(steps, 1 << 16)
        steps -= 1 << 16


def _temper(key: bytes) -> bytes:
    """Return the words that a generator gives while it holds these."""
    made = []
    for word in _FORM.unpack(key):
        word ^= word >> 11  # noqa: PLW2901 - the four steps of the paper
        word ^= (word << 7) & 0x9D2C5680  # noqa: PLW2901
        word ^= (word << 15) & 0xEFC60000  # noqa: PLW2901
        made.append(word ^ word >> 18)
    return _FORM.pack(*made)


def _double(high: int, low: int) -> float:
    """Return the number between 0 and 1 that two words make."""
    return float((high >> 5) * 67108864 + (low >> 6)) / 9007199254740992.0


def _numpy_gauss(a: int, b: int, c: int, d: int) -> float | None:
    """The polar method of numpy's RandomState; None where it would draw again."""
    x, y = 2.0 * _double(a, b) - 1.0, 2.0 * _double(c, d) - 1.0
    square = x * x + y * y
    if square >= 1.0 or square == 0.0:
        return None
    return math.sqrt(-2.0 * math.log(square) / square) * x


def _python_gauss(a: int, b: int, c: int, d: int) -> float | None:
    """The way of `random.gauss`."""
    angle = _double(a, b) * (2.0 * math.pi)
    return math.sin(angle) * math.sqrt(-2.0 * math.log(1.0 - _double(c, d)))


_GAUSS: dict[str, Callable[[int, int, int, int], float | None]] = {
    NUMPY: _numpy_gauss,
    PYTHON: _python_gauss,
}
