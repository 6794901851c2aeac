"""The streams of a whole process: those of the modules, and of variables that hold generators."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from terakoya_autograde.randomness.beginnings import Entropy, begin_stream
from terakoya_autograde.randomness.generators import (
    Standing,
    distance,
    is_generator,
    kind_of,
    make,
    read,
    write,
)

__all__ = ["MOST_BYTES", "Placed", "Streams", "pack", "unpack"]

_LOOK_AHEAD = 1 << 22
"""How many words may be drawn between two looks before a stream counts as seeded."""

MOST_BYTES = 30_000
"""How much the streams of one process may take, packed: a dozen; two such fit into a pipe."""

NAMED = ":"
"""Begins the key of a variable's stream."""


class Placed(msgspec.Struct, frozen=True):
    """Where a stream stands, or is to stand.

    Attributes:
        anew: whether the variable holds another generator than before.
    """

    kind: str
    standing: Standing
    anew: bool = False


class Streams:
    """The streams that code of this process draws from.

    A module's stream is *fresh* until somebody seeds it: it begins anew with each cell, at a place
    that the cell's label says. A seeded one goes on from cell to cell, as in any notebook.
    """

    def __init__(self, namespace: dict[str, object]) -> None:
        """Take the cells' variables; nothing is begun yet."""
        self.entropy = Entropy()
        self._namespace = namespace
        self._fresh: dict[str, Standing] = {}
        self._starts: dict[str, Standing] = {}
        self._begun = False

    def begin(self, label: str, seeded: Mapping[str, Placed] | None = None) -> None:
        """Begin a cell.

        Args:
            label: says where; empty for nowhere else than where they are.
            seeded: the streams that go on, and where; None where this process itself knows it.
        """
        if not label:
            return
        for key, generator in _of_modules().items():
            if seeded is not None and key in seeded:
                write(generator, seeded[key].standing)
                self._fresh.pop(key, None)
            elif seeded is not None or not self._begun or self._is_fresh(key, generator):
                self._fresh[key] = self._starts[key] = begin_stream(label, key)
                write(generator, self._fresh[key])
        for key in (seeded or {}).keys() - _of_modules().keys():
            self.place(key, seeded[key])  # type: ignore[index]
        self.entropy.begin(label)
        self._begun = True

    @property
    def has_drawn(self) -> bool:
        """Whether this cell has drawn numbers that nobody has seeded."""
        return self.entropy.seeds > 0 or any(
            self._is_fresh(key, generator) and self._fresh[key] != self._starts[key]
            for key, generator in _of_modules().items()
        )

    def seeded(self) -> dict[str, object]:
        """Return the modules' generators that somebody has seeded, by their stream's key."""
        return {
            key: generator
            for key, generator in _of_modules().items()
            if not self._is_fresh(key, generator)
        }

    def named(self) -> dict[str, object]:
        """Return the generators that variables hold, by their stream's key."""
        return {
            f"{NAMED}{name}": value
            for name, value in list(self._namespace.items())
            if type(name) is str and name[:1] != "_" and is_generator(value)
        }

    def find(self, key: str) -> Any:
        """Return the generator of a stream; None where there is none."""
        if not key.startswith(NAMED):
            return _of_modules().get(key)
        found = self._namespace.get(key.removeprefix(NAMED))
        return found if is_generator(found) else None

    def place(self, key: str, placed: Placed) -> None:
        """Let a stream of this process stand somewhere; one that is not here is let alone."""
        generator = self.find(key)
        if generator is None:
            return
        self._fresh.pop(key, None)
        if key.startswith(NAMED) and (placed.anew or kind_of(generator) != placed.kind):
            self._namespace[key.removeprefix(NAMED)] = make(placed.kind, placed.standing)
        elif kind_of(generator) == placed.kind:
            write(generator, placed.standing)

    def _is_fresh(self, key: str, generator: object) -> bool:
        known = self._fresh.get(key)
        if known is None:
            return False
        now = read(generator)
        if now != known:
            if distance(kind_of(generator), known, now, _LOOK_AHEAD) is None:
                del self._fresh[key]
                return False
            self._fresh[key] = now
        return True


def _of_modules() -> dict[str, object]:
    return dict(_find_of_modules())


def _find_of_modules() -> Iterator[tuple[str, Any]]:
    """Yield (key, generator) of the modules that are loaded."""
    numpy = sys.modules.get("numpy.random.mtrand")
    for key, module, name in (("random", random, "_inst"), ("numpy", numpy, "_rand")):
        generator = getattr(module, name, None)
        if is_generator(generator):
            yield key, generator


def pack(streams: Mapping[str, Placed]) -> bytes:
    """Return streams as bytes that only `unpack` reads; empty where there are none."""
    return msgspec.msgpack.encode(streams) if streams else b""


def unpack(packed: bytes | None) -> dict[str, Placed] | None:
    """Return what `pack` was given; None for None.

    Raises:
        ValueError: it is something else.
    """
    if packed is None:
        return None
    return msgspec.msgpack.decode(packed, type=dict[str, Placed]) if packed else {}
