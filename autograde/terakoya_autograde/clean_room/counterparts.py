"""What stands in a check for each thing of the learner's, and the numbers of the check's own.

One thing of the learner's is one thing here. A class or a callable object stands for a function
where the reference gives one: a test only calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terakoya_autograde.clean_room.lent_things import LentThings
from terakoya_autograde.clean_room.remote_functions import RemoteFunction, RemoteItems
from terakoya_autograde.clean_room.remote_objects import (
    is_remote_class,
    make_class,
    make_object,
    number_of,
)
from terakoya_autograde.clean_room.value_likeness import Likeness
from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values import Lent
from terakoya_autograde.values.far_end import FarEnd
from terakoya_autograde.values.own_objects import Own, OwnKind

__all__ = ["Counterparts", "is_proxy"]


class Counterparts:
    """The things of one check.

    Attributes:
        asked: what the test calls the value that is being decoded.
        met: how many things of either end have come until now.
        lent: the check's own things that the learner's process may ask.
        far: both, as values need them.
    """

    def __init__(self, peer: Any, likeness: Likeness | None, classes: Mapping[str, type]) -> None:
        self.asked = ""
        self.met = 0
        self.lent = LentThings()
        self._peer, self._likeness = peer, likeness
        self._classes: dict[int, type] = {}
        self._objects: dict[int, Any] = {}
        self._enumerations: dict[int, int] = {}
        self.far = FarEnd(
            lend=self.lent.lend,
            borrow=self._borrow,
            represent=self._represent,
            number_of=self._number_of,
            mine=self._mine,
            note_enumeration=self._note_enumeration,
            classes=classes,
        )

    def forget(self) -> None:
        """Forget what stands for things of the other end: its numbers mean others from now on."""
        for known in (self._classes, self._objects, self._enumerations):
            known.clear()

    def error_named(self, name: str) -> type[Exception] | None:
        """Return what stands for a learner's class of exceptions; None where none has the name."""
        for made in self._classes.values():
            if made.__name__ == name and issubclass(made, Exception):
                return made
        return None

    def _mine(self, number: int) -> object:
        self.met += 1
        return self.lent.find(number)

    def _borrow(self, lent: Lent) -> object:
        self.met += 1
        if lent.kind == "class" and not self._is_function():
            raise ValueRefused("a class does not cross; give values that were made with it")
        make = RemoteItems if lent.kind == "iterator" else RemoteFunction
        return make(self._peer, lent, self.asked)

    def _is_function(self) -> bool:
        return self._likeness is None or self._likeness.is_function(self.asked)

    def _represent(self, kind: OwnKind, number: int | None) -> object:
        """Return what stands for a class, or for the object of a number."""
        self.met += 1
        if number is None and self._likeness is not None and self._is_function():
            return self._function(kind, kind.handle)
        if number is not None and "__call__" in kind.special and not self._may_be_own():
            return self._function(kind, number)
        made = make_class(self._peer, kind, self.asked, self._classes)
        if number is None:
            return made
        if number not in self._objects:
            self._objects[number] = make_object(made, self._peer, number, self.asked)
        return self._objects[number]

    def _function(self, kind: OwnKind, number: int) -> object:
        lent = Lent(number, "function", kind.name, kind.doc, kind.parameters)
        return RemoteFunction(self._peer, lent, self.asked)

    def _may_be_own(self) -> bool:
        return self._likeness is None or self._likeness.may_be_own(self.asked)

    def _note_enumeration(self, made: type, number: int) -> None:
        self._enumerations[id(made)] = number

    def _number_of(self, thing: object) -> int | None:
        if isinstance(thing, RemoteFunction | RemoteItems):
            return thing.number
        number = number_of(thing)
        return self._enumerations.get(id(thing)) if number is None else number


def is_proxy(value: object) -> bool:
    """Tell whether something only stands for a thing of the learner's."""
    return isinstance(value, RemoteFunction | RemoteItems | Own) or is_remote_class(value)
