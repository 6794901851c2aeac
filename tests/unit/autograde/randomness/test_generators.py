"""How far a generator has moved on its stream, told from two of its states."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terakoya_autograde.randomness.generators import (
    advance,
    distance,
    is_generator,
    kind_of,
    make,
    move,
    read,
    write,
)
from terakoya_autograde.randomness.mersenne import FARTHEST, Mersenne, Moved

MAKERS: dict[str, Callable[[int], Any]] = {
    "random.Random": random.Random,
    "RandomState": np.random.RandomState,
    "default_rng": np.random.default_rng,
}
DRAWS: dict[str, Callable[[Any], object]] = {
    "normal": lambda rng: getattr(rng, "gauss", getattr(rng, "normal", None))(0, 1),
    "number": lambda rng: rng.random() if hasattr(rng, "random") else rng.rand(),
    "integer": lambda rng: getattr(rng, "integers", getattr(rng, "randint", None))(0, 10),
    "shuffle": lambda rng: rng.shuffle([1, 2, 3]),
    "many": lambda rng: [rng.shuffle(list(range(500))) for _ in range(3)],
}
draws = st.lists(st.sampled_from(sorted(DRAWS)), max_size=8)


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), before=draws, after=draws)
def test_move_is_found_and_followed(
    maker: str, seed: int, before: list[str], after: list[str]
) -> None:
    """Whatever was drawn, the distance leads another generator to the very same state."""
    one = MAKERS[maker](seed)
    for name in before:
        DRAWS[name](one)
    start = read(one)
    other = make(kind_of(one), start)
    for name in after:
        DRAWS[name](one)
    moved = distance(kind_of(one), start, read(one))
    assert moved is not None
    assert move(other, moved) == read(one)
    assert DRAWS["normal"](other) == DRAWS["normal"](one)


@pytest.mark.parametrize("maker", MAKERS)
def test_another_seed_is_no_move(maker: str) -> None:
    """A generator that was seeded again does not stand on the stream."""
    old, new = MAKERS[maker](1), MAKERS[maker](2)
    assert distance(kind_of(old), read(old), read(new), 1 << 16) is None


@pytest.mark.parametrize("maker", MAKERS)
def test_a_step_back_is_no_move(maker: str) -> None:
    """What stood further on before has been set."""
    generator = MAKERS[maker](1)
    old = read(generator)
    DRAWS["many"](generator)
    assert distance(kind_of(generator), read(generator), old, 1 << 16) is None


def test_zeros_are_no_move() -> None:
    """The state that gives zeros for ever is on nobody's stream."""
    state = np.random.RandomState(1)
    zeros = Mersenne(bytes(624 * 4), 624)
    assert distance("numpy", read(state), zeros, 1 << 16) is None
    write(state, zeros)
    assert set(state.rand(5)) == {0.0}  # control: that is what it would do


def test_normal_number_that_was_made_up_is_no_move() -> None:
    """The second of two normal numbers has to be the one that the stream gives."""
    state = np.random.RandomState(1)
    old = read(state)
    state.normal()
    new = read(state)
    assert isinstance(new, Mersenne)
    assert distance("numpy", old, new) == Moved(4, 4)
    assert distance("numpy", old, Mersenne(new.key, new.at, 99.0)) is None


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    "moved", [Moved(-1), Moved(1 << 60), Moved(3, 4), Moved(9, -2), Moved(FARTHEST, 1 << 20)]
)
def test_impossible_move_is_refused(maker: str, moved: Moved) -> None:
    """A distance that no generator can have gone is an error, and costs nothing."""
    generator = MAKERS[maker](1)
    with pytest.raises(ValueError, match=r"generator|normal"):
        advance(kind_of(generator), read(generator), moved)


def test_spawned_children_count() -> None:
    """Of what was spawned, the next child is another one in both."""
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    start = read(one)
    one.spawn(2)
    moved = distance("generator", start, read(one))
    assert moved == Moved(0, 0, 2)
    move(other, moved)
    assert one.spawn(1)[0].random() == other.spawn(1)[0].random()


def test_other_generators_are_not_known() -> None:
    """Others than the usual ones, and what only looks like one, are let alone."""

    class Mine(random.Random):
        pass

    others = (np.random.Generator(np.random.Philox(1)), random.SystemRandom(), Mine(), 3, None)
    assert not any(map(is_generator, others))
