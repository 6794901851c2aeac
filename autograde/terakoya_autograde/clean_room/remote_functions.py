"""What functions and iterators of the other end look like: they have a name, and are asked."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, Protocol

from terakoya_autograde.values import Lent

__all__ = ["Caller", "RemoteFunction", "RemoteItems"]


class Caller(Protocol):
    """Who asks the other end."""

    def call(
        self, lent: Lent, asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Any:
        """Have a function there called."""

    def next(self, handle: int, asked: str) -> Any:
        """Return the next value of an iterator there."""


class RemoteFunction:
    """A function that is at the other end: it has a name and a signature, but no source here."""

    def __init__(self, learner: Caller, lent: Lent, asked: str) -> None:
        self._learner, self._lent, self._asked = learner, lent, asked
        self.__name__ = self.__qualname__ = lent.name
        self.__doc__ = lent.doc or None
        self.__module__ = "__main__"
        self.__signature__ = inspect.Signature(lent.parameters)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Have it called there."""
        return self._learner.call(self._lent, self._asked, args, kwargs)

    @property
    def number(self) -> int:
        """Its number there."""
        return self._lent.handle

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


# what an error of Python's calls it: nobody who reads that knows our classes
RemoteFunction.__name__ = RemoteFunction.__qualname__ = "function of a learner"


class RemoteItems:
    """An iterator that is at the other end."""

    def __init__(self, learner: Caller, lent: Lent, asked: str) -> None:
        self._learner, self._handle, self._asked = learner, lent.handle, asked
        self.__name__ = lent.name

    @property
    def number(self) -> int:
        """Its number there."""
        return self._handle

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self._learner.next(self._handle, self._asked)


RemoteItems.__name__ = RemoteItems.__qualname__ = "iterator of a learner"
