"""Where streams begin that nobody has seeded."""

from __future__ import annotations

import os
import random
import secrets
import uuid
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from terakoya_autograde.randomness.beginnings import (
    SEED,
    Beginnings,
    Entropy,
    begin_stream,
    label_cells,
)


@pytest.fixture
def entropy() -> Iterator[Entropy]:
    """What stands between us and the system, which is asked again afterwards."""
    before = os.urandom, random.seed
    yield Entropy()
    vars(os)["urandom"] = vars(random)["_urandom"] = before[0]
    random.Random.seed = SEED  # type: ignore[method-assign]
    vars(random)["seed"] = before[1]


def test_labels_tell_nothing_of_one_another() -> None:
    """What cells draw, what checks draw and other variants begin at places of their own."""
    first, other = Beginnings("secret"), Beginnings("secret", 1)
    assert len({first.cells, first.checks, other.cells, other.checks}) == 4
    assert first.cells == Beginnings("secret").cells


def test_cell_is_known_by_its_name_and_else_by_its_text() -> None:
    """Cells that a learner puts between move no label, and equal cells have different ones."""
    cells = [("", "a = 1"), ("answer", "x"), ("", "roll()"), ("", "roll()")]
    more = [("", "mine()"), ("", "a = 1"), ("answer", "y"), ("", "roll()"), ("", "z"), cells[3]]
    first, second = label_cells("base", "n", cells), label_cells("base", "n", more)
    assert len(set(first)) == 4
    assert first == [second[1], second[2], second[3], second[5]]
    assert not set(first) & set(label_cells("base", "m", cells))


def test_stream_begins_where_its_label_says() -> None:
    """The same label and stream, the same state; another, another."""
    assert begin_stream("a", "numpy") == begin_stream("a", "numpy")
    assert begin_stream("a", "numpy") != begin_stream("a", "random")


WAYS: dict[str, Callable[[], object]] = {
    "default_rng": lambda: np.random.default_rng().random(),
    "RandomState": lambda: np.random.RandomState().rand(),
    "Random": lambda: random.Random().random(),  # noqa: S311
    "seed": lambda: (random.seed(), random.random()),  # noqa: S311
    "SystemRandom": lambda: random.SystemRandom().random(),
    "secrets": lambda: (secrets.token_hex(), secrets.randbelow(10**9)),
    "uuid4": uuid.uuid4,
    "urandom": lambda: os.urandom(9),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_has_no_seed_begins_with_the_label(entropy: Entropy, way: str) -> None:
    """The same again for the same label, and something else each time."""
    found = []
    for label in ("one", "one", "two"):
        entropy.begin(label)
        assert entropy.taken == 0
        found.append([WAYS[way](), WAYS[way]()])
        assert entropy.taken
    assert found[0] == found[1] != found[2]
    assert found[0][0] != found[0][1]


@pytest.mark.parametrize("way", WAYS)
def test_what_has_no_seed_differs_without_it(way: str) -> None:
    """Control: the system is asked where nobody stands between."""
    assert WAYS[way]() != WAYS[way]()


def test_seeds_are_what_they_were(entropy: Entropy) -> None:
    """Who gives a seed gets its stream, and takes nothing."""
    before = [random.Random(seed).random() for seed in (1, "a", b"b", 2.5)]  # noqa: S311
    entropy.begin("label")
    assert [random.Random(seed).random() for seed in (1, "a", b"b", 2.5)] == before  # noqa: S311
    random.seed(1)
    assert random.random() == before[0]  # noqa: S311
    assert entropy.taken == 0
