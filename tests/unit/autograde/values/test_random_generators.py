"""Random generators that cross: the instructor's as they stand, a learner's by their seed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.randomness.generators import read
from terakoya_autograde.values import Decoder, Encoder


def drawn(generator: Any) -> Any:
    """A generator that has been used, with a normal number left over."""
    generator.shuffle(list(range(50)))
    getattr(generator, "gauss", getattr(generator, "normal", None))(0, 1)
    return generator


INSTRUCTORS = {
    "random.Random": drawn(random.Random(3)),  # noqa: S311
    "RandomState": drawn(np.random.RandomState(3)),
    "default_rng": drawn(np.random.default_rng(3)),
    "child": drawn(np.random.default_rng(3).spawn(2)[1]),
    "several numbers": drawn(np.random.default_rng([3, 2**70])),
}


@pytest.mark.parametrize("name", INSTRUCTORS)
def test_instructors_generator_arrives_as_it_stands(name: str) -> None:
    """What the trusted end gives goes on there where it stood."""
    message = Encoder().encode([INSTRUCTORS[name]])
    (found,) = Decoder(trusts=True).decode(message)  # type: ignore[misc]
    assert type(found) is type(INSTRUCTORS[name])
    assert read(found) == read(INSTRUCTORS[name])


def test_instructors_generator_spawns_the_same_children() -> None:
    """The seed comes along."""
    given = np.random.default_rng(4)
    given.spawn(1)
    found: Any = Decoder(trusts=True).decode(Encoder().encode(given))
    assert found.spawn(1)[0].random() == given.spawn(1)[0].random()


def test_generator_that_stands_twice_is_one() -> None:
    """Two places of a message hold one generator, if they did before."""
    given = np.random.default_rng(4)
    first, second = Decoder(trusts=True).decode(Encoder().encode([given, given]))  # type: ignore[misc]
    assert first is second


@pytest.mark.parametrize("name", ["default_rng", "child", "several numbers"])
def test_learners_generator_crosses_by_its_seed(name: str) -> None:
    """It goes on where it stood, and everything in it was worked out from the seed."""
    found = Decoder().decode(Encoder().encode(INSTRUCTORS[name]))
    assert read(found) == read(INSTRUCTORS[name])


@pytest.mark.parametrize("name", ["random.Random", "RandomState"])
def test_learners_generator_without_a_seed_is_refused(name: str) -> None:
    """Its words might be any: zeros for ever, or what the learner would like to be drawn."""
    with pytest.raises(ValueRefused, match="default_rng"):
        Decoder().decode(Encoder().encode(INSTRUCTORS[name]))


@pytest.mark.parametrize("part", ["state", "inc", "uinteger"])
def test_learners_generator_whose_state_was_set_is_refused(part: str) -> None:
    """A state that no generator of that seed comes to is nobody's."""
    generator = np.random.default_rng(3)
    generator.integers(0, 10)
    state: Any = generator.bit_generator.state
    if part == "uinteger":
        state["uinteger"] ^= 1
    else:
        state["state"][part] = 1
    generator.bit_generator.state = state
    with pytest.raises(ValueRefused, match=r"state|malformed"):
        Decoder().decode(Encoder().encode(generator))


def test_generator_of_the_other_end_is_named() -> None:
    """What was given comes back as the very same object, and no state of it."""
    mine, encoder, decoder = np.random.RandomState(1), Encoder(), Decoder()
    theirs: Any = Decoder(trusts=True).decode(Encoder().encode(mine))
    encoder.known, decoder.given = [theirs], [mine]
    message = encoder.encode({"rng": theirs})
    assert len(message) < 100
    assert decoder.decode(message) == {"rng": mine}
    decoder.given = []
    with pytest.raises(ValueRefused):
        decoder.decode(message)


def test_generator_in_a_cell_is_refused() -> None:
    """A cell's attributes would be its methods."""
    message = Encoder().encode(pd.Series([np.random.default_rng(1)]))
    with pytest.raises(ValueRefused, match="cell"):
        Decoder().decode(message)


def test_other_generators_are_refused() -> None:
    """A kind whose stream is not known says what to give instead."""
    with pytest.raises(CannotCross, match="numbers it drew"):
        Encoder().encode(np.random.Generator(np.random.SFC64(1)))
