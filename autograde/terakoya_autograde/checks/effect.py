"""What some code may do beside binding names, and what that depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Effect", "Known"]


@dataclass(frozen=True)
class Effect:
    """What a statement may do beside binding names.

    Attributes:
        changes: it may change something that is not its own.
        asks: it may have the learner's code do something: call it, go on in an iterator.
        own: names of things, not a learner's, that it may change or go on in.
        sets: names that functions which it calls bind as global.
    """

    changes: bool = False
    asks: bool = False
    own: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()

    def __or__(self, other: Effect) -> Effect:
        """Return what both do together."""
        return Effect(
            self.changes or other.changes,
            self.asks or other.asks,
            self.own | other.own,
            self.sets | other.sets,
        )


@dataclass(frozen=True)
class Known:
    """What is known where a statement stands.

    Attributes:
        paths: name → what an import bound it to, as in ``numpy.random``.
        imported: the modules at the roots of what was imported before.
        foreign: names of what a learner makes, and of what was made of it.
        functions: our own functions and classes → what calling them does.
        fresh: names of new things that nothing else refers to.
    """

    paths: Mapping[str, str]
    imported: frozenset[str]
    foreign: frozenset[str]
    functions: Mapping[str, Effect]
    fresh: frozenset[str] = frozenset()
