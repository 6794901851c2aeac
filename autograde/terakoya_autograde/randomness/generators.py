"""Generators as objects: reading where they stand, and setting it.

Known are `random.Random`, numpy's `RandomState` and its `Generator`, with the bit generators that
they have by default. Others are nobody's business here.
"""

from __future__ import annotations

import random
import struct
import sys
from typing import Any

from terakoya_autograde.randomness import congruential, mersenne
from terakoya_autograde.randomness.congruential import Congruential
from terakoya_autograde.randomness.mersenne import NUMPY, PYTHON, Mersenne, Moved

__all__ = [
    "GENERATOR",
    "Standing",
    "advance",
    "distance",
    "is_generator",
    "kind_of",
    "make",
    "move",
    "read",
]
__all__ += ["write"]

Standing = Mersenne | Congruential
GENERATOR = "generator"
_FORM = struct.Struct(f"<{mersenne.WORDS}I")


def kind_of(value: object) -> str:
    """Return what kind of generator a value is; empty where it is none that is known."""
    if type(value) is random.Random:
        return PYTHON
    numpy = sys.modules.get("numpy.random")
    if numpy is None or type(value) not in (numpy.RandomState, numpy.Generator):
        return ""
    if isinstance(value, numpy.RandomState):
        return NUMPY if type(value._bit_generator) is numpy.MT19937 else ""
    return GENERATOR if type(value.bit_generator) is numpy.PCG64 else ""  # type: ignore[attr-defined]


def is_generator(value: object) -> bool:
    """Tell whether a value is a generator whose place in its stream can be read."""
    return bool(kind_of(value))


def read(generator: Any) -> Standing:
    """Return where a known generator stands."""
    match kind_of(generator):
        case "python":
            _version, words, gauss = generator.getstate()
            return Mersenne(_FORM.pack(*words[:-1]), words[-1], gauss)
        case "numpy":
            state = generator.get_state(legacy=False)
            gauss = state["gauss"] if state["has_gauss"] else None
            inner = state["state"]
            return Mersenne(inner["key"].astype("<u4").tobytes(), int(inner["pos"]), gauss)
    state = generator.bit_generator.state
    children = getattr(generator.bit_generator.seed_seq, "n_children_spawned", 0)
    return Congruential(
        state["state"]["state"].to_bytes(16, "little"),
        state["state"]["inc"].to_bytes(16, "little"),
        state["uinteger"] if state["has_uint32"] else None,
        children,
    )


def write(generator: Any, standing: Standing) -> None:
    """Set where a known generator stands.

    Raises:
        ValueError: it is of another kind.
    """
    kind = kind_of(generator)
    if isinstance(standing, Congruential) != (kind == GENERATOR):
        raise ValueError("a generator of another kind")
    if isinstance(standing, Congruential):
        _write_generator(generator, standing)
    elif kind == PYTHON:
        generator.setstate((3, (*_FORM.unpack(standing.key), standing.at), standing.gauss))
    else:
        words = _FORM.unpack(standing.key)
        has, gauss = int(standing.gauss is not None), standing.gauss or 0.0
        generator.set_state(("MT19937", words, standing.at, has, gauss))


def _write_generator(generator: Any, standing: Congruential) -> None:
    increment = int.from_bytes(standing.increment, "little")
    if not increment & 1:
        raise ValueError("no stream has such an increment")
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": int.from_bytes(standing.state, "little"), "inc": increment},
        "has_uint32": int(standing.half is not None),
        "uinteger": standing.half or 0,
    }
    seeds = generator.bit_generator.seed_seq
    missing = standing.children - getattr(seeds, "n_children_spawned", standing.children)
    if missing > 0:
        seeds.spawn(missing)


def make(kind: str, standing: Standing) -> Any:
    """Return a new generator of a kind that stands there.

    Raises:
        ValueError: there is no such kind.
    """
    generator: Any
    if kind == PYTHON:
        generator = random.Random(0)  # noqa: S311 - the author's own generator, set below
    elif kind in (NUMPY, GENERATOR) and (numpy := sys.modules.get("numpy.random")) is not None:
        generator = numpy.RandomState(0) if kind == NUMPY else numpy.default_rng(0)
    else:
        raise ValueError("an unknown kind of generator")
    write(generator, standing)
    return generator


def distance(
    kind: str, old: Standing, new: Standing, most: int = mersenne.FARTHEST
) -> Moved | None:
    """Return how far a generator of a kind has moved; None where it is not on that stream."""
    if isinstance(old, Mersenne) and isinstance(new, Mersenne):
        return mersenne.distance(old, new, kind, most)
    if isinstance(old, Congruential) and isinstance(new, Congruential):
        return congruential.distance(old, new)
    return None


def advance(kind: str, standing: Standing, moved: Moved) -> Standing:
    """Return where a generator stands after a move.

    Raises:
        ValueError: it cannot have moved so.
    """
    if isinstance(standing, Congruential):
        return congruential.advance(standing, moved)
    return mersenne.advance(standing, moved, kind)


def move(generator: object, moved: Moved) -> Standing:
    """Move a generator, and return where it stands then.

    Raises:
        ValueError: it cannot have moved so.
    """
    standing = advance(kind_of(generator), read(generator), moved)
    write(generator, standing)
    return standing
