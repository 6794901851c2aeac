"""What one end has lent to the other: kept under a number for as long as it may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

__all__ = ["LentThings"]


class LentThings:
    """Things by their numbers; one thing has one number, so that it is one thing there too."""

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        self._numbers = numbers or count()
        self._things: dict[int, object] = {}
        self._number_of: dict[int, int] = {}

    def begin_at(self, number: int) -> None:
        """Give numbers from here on: those of another process shall mean nothing here."""
        self._numbers = count(number)

    def lend(self, thing: object) -> int:
        """Keep a thing and return its number."""
        number = self._number_of.get(id(thing))
        if number is None:
            number = self._number_of[id(thing)] = next(self._numbers)
            self._things[number] = thing
        return number

    def has(self, number: int) -> bool:
        """Tell whether something has this number."""
        return number in self._things

    def find(self, number: int) -> object:
        """Return the thing of a number.

        Raises:
            LookupError: there is none.
        """
        return self._things[number]

    def holds(self, thing: object) -> bool:
        """Tell whether this very thing was lent."""
        return id(thing) in self._number_of
