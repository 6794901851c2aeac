"""The streams of numpy's PCG64, which `numpy.random.default_rng` makes.

M. O'Neill, *PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
Number Generation* (2014). A step is ``state × MULTIPLIER + increment`` modulo 2¹²⁸; how far two
states are apart is found in 128 steps (section 4.3.4: jumping and distance).
"""

from __future__ import annotations

import msgspec

from terakoya_autograde.randomness.mersenne import AS_BEFORE, Moved

__all__ = ["FARTHEST", "Congruential", "advance", "distance"]

FARTHEST = 1 << 40
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_MASK = (1 << 128) - 1
_LOOK_BACK = 4096


class Congruential(msgspec.Struct, frozen=True, tag="congruential"):
    """Where a generator stands.

    Attributes:
        state, increment: 16 bytes each, little-endian.
        half: the second half of a number whose first half was drawn.
        children: how many generators it has spawned.
    """

    state: bytes
    increment: bytes
    half: int | None = None
    children: int = 0


def advance(state: Congruential, moved: Moved) -> Congruential:
    """Return where a generator stands after a move.

    Raises:
        ValueError: the move is none, or too far.
    """
    most = min(moved.steps, _LOOK_BACK)
    if not (0 <= moved.steps <= FARTHEST and AS_BEFORE <= moved.kept <= most):
        raise ValueError("a generator cannot have moved so")
    if not 0 <= moved.children <= _LOOK_BACK:
        raise ValueError("a generator cannot have spawned so many")
    number, increment = _numbers(state)
    half = state.half if moved.kept == AS_BEFORE else None
    if moved.kept > 0:
        half = _output(_jump(number, increment, moved.steps - moved.kept + 1)) >> 32
    after = _jump(number, increment, moved.steps)
    return Congruential(
        after.to_bytes(16, "little"), state.increment, half, state.children + moved.children
    )


def distance(old: Congruential, new: Congruential) -> Moved | None:
    """Return how far a generator has moved; None where it does not stand on that stream."""
    children = new.children - old.children
    if new.increment != old.increment or not 0 <= children <= _LOOK_BACK:
        return None
    number, increment = _numbers(old)
    steps = _steps(number, _numbers(new)[0], increment)
    if steps > FARTHEST:
        return None
    if new.half is None:
        return Moved(steps, 0, children)
    if new.half == old.half:
        return Moved(steps, AS_BEFORE, children)
    for kept in range(1, min(steps, _LOOK_BACK) + 1):
        if _output(_jump(number, increment, steps - kept + 1)) >> 32 == new.half:
            return Moved(steps, kept, children)
    return None


def _numbers(state: Congruential) -> tuple[int, int]:
    return int.from_bytes(state.state, "little"), int.from_bytes(state.increment, "little")


def _jump(number: int, increment: int, steps: int) -> int:
    """Return a state some steps on."""
    whole, added, factor, plus = 1, 0, MULTIPLIER, increment
    while steps:
        if steps & 1:
            whole, added = whole * factor & _MASK, (added * factor + plus) & _MASK
        plus, factor = (factor + 1) * plus & _MASK, factor * factor & _MASK
        steps >>= 1
    return (whole * number + added) & _MASK


def _steps(number: int, wanted: int, increment: int) -> int:
    """Return how many steps lie between two states: every state is on the one stream."""
    steps, bit, factor, plus = 0, 1, MULTIPLIER, increment
    while number != wanted and bit <= _MASK:
        if (number ^ wanted) & bit:
            number = (number * factor + plus) & _MASK
            steps |= bit
        plus, factor = (factor + 1) * plus & _MASK, factor * factor & _MASK
        bit <<= 1
    return steps


def _output(number: int) -> int:
    """Return the 64-bit number that a state gives (XSL-RR)."""
    folded, turn = (number >> 64 ^ number) & (1 << 64) - 1, number >> 122
    return (folded >> turn | folded << (-turn & 63)) & (1 << 64) - 1
