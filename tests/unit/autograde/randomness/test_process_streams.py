"""The streams of a process: fresh ones begin with each cell, seeded ones go on."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from terakoya_autograde.randomness.beginnings import SEED
from terakoya_autograde.randomness.generators import read
from terakoya_autograde.randomness.process_streams import Placed, Streams, pack, unpack
from terakoya_autograde.randomness.watching import Watching


@pytest.fixture
def names() -> dict[str, Any]:
    """The variables of the cells."""
    return {}


@pytest.fixture
def streams(names: dict[str, Any]) -> Iterator[Streams]:
    """This process's streams, and afterwards as they were."""
    before = random.getstate(), np.random.get_state()
    system = os.urandom, random.seed
    yield Streams(names)
    random.setstate(before[0])
    np.random.set_state(before[1])
    vars(os)["urandom"] = vars(random)["_urandom"] = system[0]
    random.Random.seed = SEED  # type: ignore[method-assign]
    vars(random)["seed"] = system[1]


def draw() -> tuple[float, float]:
    """One number of each module's stream."""
    return random.random(), np.random.rand()  # noqa: S311


def test_unseeded_stream_begins_with_each_cell(streams: Streams) -> None:
    """However much was drawn before, a cell draws the same numbers."""
    found = []
    for earlier in (0, 10):
        streams.begin("one")
        for _ in range(earlier):
            draw()
        streams.begin("two")
        found.append(draw())
    assert found[0] == found[1]
    assert not streams.seeded()


def test_seeded_stream_goes_on(streams: Streams) -> None:
    """What a cell has seeded is not touched, however far it has gone on."""
    streams.begin("one")
    np.random.seed(0)
    streams.begin("two")
    assert np.random.rand() == np.random.RandomState(0).rand()
    assert set(streams.seeded()) == {"numpy"}


def test_streams_go_on_where_a_check_left_them(streams: Streams) -> None:
    """Those that are named stand where they are put, the others begin."""
    streams.begin("one")
    placed = unpack(pack({"numpy": Placed("numpy", read(np.random.RandomState(3)))}))
    random.seed(5)
    streams.begin("two", placed)
    first = draw()
    streams.begin("two", placed)
    assert draw() == first
    assert first[1] == np.random.RandomState(3).rand()
    assert first[0] != random.Random(5).random()  # noqa: S311


def test_generator_of_a_variable_is_set_or_replaced(
    streams: Streams, names: dict[str, Any]
) -> None:
    """In place where it is the same one, so that others who have it see it too."""
    names["rng"] = held = np.random.default_rng(0)
    there = Placed("generator", read(np.random.default_rng(7)))
    streams.place(":rng", there)
    assert names["rng"] is held
    assert held.random() == np.random.default_rng(7).random()
    streams.place(":rng", Placed("generator", there.standing, anew=True))
    assert names["rng"] is not held
    streams.place(":nobody", there)
    assert set(names) == {"rng"}


@pytest.mark.parametrize(
    "statement",
    [
        "np.random.seed(1)",
        "np.random.rand()",
        "random.random()",
        "np.random.default_rng()",
        "rng.normal()",
        "state.rand()",
        "held['deep'][0].random()",
        "rng.spawn(1)",
        "philox.random()",
        "random.setstate(random.Random(3).getstate())",
    ],
)
def test_drawing_is_seen_and_undone(
    streams: Streams, names: dict[str, Any], statement: str
) -> None:
    """Seeding and drawing, by whatever way, is noticed, and the next draw is as if it was not."""
    names |= {"np": np, "random": random, "rng": np.random.default_rng(1)}
    names |= {"state": np.random.RandomState(1)}
    names |= {"held": {"deep": [random.Random(1)]}}  # noqa: S311
    names["philox"] = np.random.Generator(np.random.Philox(1))
    streams.begin("early")
    watching = Watching(streams)
    watching.begin_cell()
    watching.begin()
    before = read(names["rng"]), read(names["state"]), read(names["held"]["deep"][0])
    exec(statement, names)  # noqa: S102 - of this file
    assert watching.has_drawn()
    after = read(names["rng"]), read(names["state"]), read(names["held"]["deep"][0])
    if "spawn" not in statement:
        assert after == before


@pytest.mark.parametrize(
    ("statement", "drew"),
    [
        ("random.random()", True),
        ("np.random.rand()", True),
        ("np.random.default_rng()", True),
        ("uuid.uuid4()", False),
        ("random.Random()", True),
        ("np.random.seed(1); np.random.rand()", False),
        ("np.random.default_rng(1).random()", False),
        ("random.Random(1).random()", False),
        ("x = 1", False),
    ],
)
def test_unseeded_draws_are_told(
    streams: Streams, names: dict[str, Any], statement: str, drew: bool
) -> None:
    """Whether a cell has drawn numbers that nobody has seeded."""
    names |= {"np": np, "random": random, "uuid": uuid}
    streams.begin("one")
    exec(statement, names)  # noqa: S102 - of this file
    assert streams.has_drawn is drew


def test_what_draws_nothing_is_not_seen(streams: Streams, names: dict[str, Any]) -> None:
    """Control: a generator that is made and used up in one statement concerns nobody else."""
    names |= {"np": np}
    streams.begin("early")
    watching = Watching(streams)
    watching.begin_cell()
    watching.begin()
    exec("data = np.random.default_rng(0).normal(size=9); rng = np.random.default_rng(1)", names)  # noqa: S102
    assert not watching.has_drawn()
    watching.begin()
    exec("more = rng.normal()", names)  # noqa: S102 - the cell's own
    assert not watching.has_drawn()
    watching.begin_cell()
    watching.begin()
    exec("more = rng.normal()", names)  # noqa: S102 - now an older cell's
    assert watching.has_drawn()
