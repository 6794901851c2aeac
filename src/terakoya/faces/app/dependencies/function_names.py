"""The names of a function that a notebook defines."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FunctionNames"]


@dataclass(frozen=True)
class FunctionNames:
    """What a function does to names outside of itself.

    Attributes:
        asked: things of which it calls a method that may have changed them.
        changes_arguments: whether it may change what it is given.
    """

    reads: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    changes_arguments: bool = False

    def with_more(self, other: FunctionNames) -> FunctionNames:
        """Return what both together do."""
        return FunctionNames(
            self.reads | other.reads,
            self.changes | other.changes,
            self.asked | other.asked,
            self.changes_arguments or other.changes_arguments,
        )
