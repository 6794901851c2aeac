"""Where streams begin that nobody has seeded."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import numpy as np
import pytest
from terakoya_autograde.randomness.beginnings import (
    Beginnings,
    Entropy,
    begin_stream,
    label_cells,
)


@pytest.fixture
def entropy() -> Iterator[Entropy]:
    """numpy's entropy, which is the system's again afterwards."""
    yield Entropy()
    vars(np.random.bit_generator)["randbits"] = secrets.randbits


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


def test_generators_without_a_seed_begin_with_the_label(entropy: Entropy) -> None:
    """`default_rng()` and its like give the same numbers again, and different ones each time."""
    found = []
    for _ in range(2):
        entropy.begin("label")
        drawn = [float(np.random.default_rng().random()) for _ in range(2)]
        found.append([*drawn, np.random.RandomState().rand()])
    assert found[0] == found[1]
    assert len(set(found[0])) == 3
    assert entropy.taken == 3


def test_generators_without_a_seed_differ_without_it() -> None:
    """Control: numpy asks the system for entropy where nobody stands between."""
    assert np.random.default_rng().random() != np.random.default_rng().random()
