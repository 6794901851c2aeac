"""Did a statement draw from anything, or seed anything? And as it was before, where it did.

What takes entropy from the system has drawn too. numpy's `RandomState` always takes some, even
where it gets a seed: so one that is made counts as drawing, which costs time and no more.
"""

from __future__ import annotations

import gc
import pickle
import random
import sys
from typing import Any

from terakoya_autograde.randomness.process_streams import Streams

__all__ = ["Watching"]


class Watching:
    """Looks at every generator that is older than the present cell, by whatever name or none.

    One that a cell makes is the cell's own: what it draws from that, it may draw ahead.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._older: list[Any] = []
        self._before: list[tuple[Any, bytes]] = []
        self._taken = 0

    def begin_cell(self) -> None:
        """Begin a cell: look at what there is now."""
        self._older = _find_all()

    def begin(self) -> None:
        """Begin a statement: remember where everything stands."""
        self._taken = self._streams.entropy.taken
        self._before = [(found, _state(found)) for found in self._older]

    def has_drawn(self) -> bool:
        """Tell whether anything has moved since, and put it back."""
        moved = [(found, state) for found, state in self._before if _state(found) != state]
        for found, state in moved:
            _put_back(found, state)
        return bool(moved) or self._streams.entropy.taken != self._taken


def _find_all() -> list[Any]:
    """Return the generators that were made since the memory was settled, and those of modules."""
    numpy = sys.modules.get("numpy.random")
    kinds: tuple[type, ...] = (random.Random,)
    found: list[Any] = [random._inst]
    if numpy is not None:
        kinds = (*kinds, numpy.BitGenerator, numpy.RandomState)
        found.append(numpy.mtrand._rand)
    known = {id(generator) for generator in found}
    found += [
        entry for entry in gc.get_objects() if isinstance(entry, kinds) and id(entry) not in known
    ]
    return [entry for entry in found if not isinstance(entry, random.SystemRandom)]


def _state(generator: Any) -> bytes:
    if isinstance(generator, random.Random):
        return pickle.dumps(generator.getstate())
    if hasattr(generator, "get_state"):
        return pickle.dumps(generator.get_state(legacy=False))
    return pickle.dumps((generator.state, _children(generator)))


def _children(generator: object) -> int:
    return getattr(getattr(generator, "seed_seq", None), "n_children_spawned", 0)


def _put_back(generator: Any, state: bytes) -> None:
    held = pickle.loads(state)  # noqa: S301 - made above, in this process
    if isinstance(generator, random.Random):
        generator.setstate(held)
    elif hasattr(generator, "set_state"):
        generator.set_state(held)
    else:
        generator.state = held[0]
