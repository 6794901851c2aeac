"""Methods of a learner's classes as functions of an object, in a state in which it was seen.

Runs beside the notebook. An object is kept by its attributes: a mutant's class gets one that the
solution made, and has to answer as the solution does. Further objects are made by the constructor,
with arguments near those that were seen, so that each is in a state that it can come to.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

from terakoya.authoring.mutants.recorded_calls import Call, Recorder, make_call, write_arguments

__all__ = ["MethodRecorder", "find_called", "is_own_class", "vary_objects"]

_OPERATIONS = frozenset(
    {"__call__", "__len__", "__getitem__", "__contains__", "__eq__", "__lt__", "__le__", "__gt__"}
    | {"__ge__", "__add__", "__sub__", "__mul__", "__str__", "__repr__", "__bool__", "__format__"}
)
_MOST_OBJECTS, _MOST_OF_METHOD, _MOST_MADE = 8, 2, 40


def is_own_class(value: object) -> bool:
    """Whether it is a class that the notebook itself has defined."""
    return isinstance(value, type) and value.__module__ == "__main__"


def find_called(names: Mapping[str, Any], name: str) -> Any:
    """Return the function that a call names: `double`, `Counter`, or `Counter.add`."""
    owner, _dot, part = name.partition(".")
    if not part:
        return names[owner]
    found = inspect.getattr_static(names[owner], part)
    return found.fget if isinstance(found, property) else found


@dataclass(frozen=True)
class _Made:
    thing: object
    state: bytes
    text: str


class MethodRecorder:
    """Notes how objects of a notebook's classes are made and asked, beside its functions."""

    def __init__(self, calls: Recorder, names: dict[str, Any]) -> None:
        self._calls, self._names = calls, names
        self._made: dict[int, _Made] = {}
        self._is_noting = False

    def watch(self, name: str) -> None:
        """Note what is done with a class from now on."""
        kind = self._names[name]
        for part, value in [*vars(kind).items()]:
            if part == "__init__" and isinstance(value, FunctionType):
                kind.__init__ = self._watched_making(name, value)
            elif isinstance(value, property) and value.fget is not None:
                watched = self._watched(name, part, value.fget)
                setattr(kind, part, property(watched, value.fset, value.fdel))
            elif isinstance(value, FunctionType) and (part[0] != "_" or part in _OPERATIONS):
                setattr(kind, part, self._watched(name, part, value))

    def _watched_making(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(thing: object, *given: object, **named: object) -> Any:
            text = f"{name}({write_arguments(given, named, self._names)})"
            self._note(name, given, named, text)
            function(thing, *given, **named)
            with suppress(Exception):  # a value of any class
                self._made[id(thing)] = _Made(thing, pickle.dumps(thing), text)

        return watched

    def _watched(self, name: str, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def watched(thing: object, *given: object, **named: object) -> Any:
            if not self._is_noting:
                rest = write_arguments(given, named, self._names)
                text = f"{self._written(name, thing)}.{part}({rest})"
                self._note(f"{name}.{part}", (thing, *given), named, text)
            return function(thing, *given, **named)

        return watched

    def _written(self, name: str, thing: object) -> str:
        """Return how an object is made that nobody has changed since."""
        made = self._made.get(id(thing))
        with suppress(Exception):  # as above
            if made is not None and made.thing is thing and pickle.dumps(thing) == made.state:
                return made.text
        return f"{name}(…)"

    def _note(
        self, name: str, given: tuple[object, ...], named: Mapping[str, object], text: str
    ) -> None:
        if self._is_noting:  # what a method does while it is noted is nobody's call
            return
        self._is_noting = True
        try:
            known = len(self._calls.calls)
            self._calls.note(name, given, named)
            if len(self._calls.calls) > known:
                key = [*self._calls.calls][-1]
                self._calls.calls[key] = replace(self._calls.calls[key], text=text)
        finally:
            self._is_noting = False


def vary_objects(calls: Sequence[Call], names: Mapping[str, Any]) -> list[Call]:
    """Return the calls of methods that were seen, for objects that are made otherwise.

    Args:
        calls: those that were seen and those that were varied.
        names: of the notebook, after the solution has run.
    """
    made = (
        _of_object(making, call, names)
        for making, call in itertools.product(_makings(calls, names), _first_of_each(calls))
        if call.name.startswith(f"{making.name}.")
    )
    return [*itertools.islice((call for call in made if call is not None), _MOST_MADE)]


def _makings(calls: Sequence[Call], names: Mapping[str, Any]) -> Iterator[Call]:
    found = (call for call in calls if is_own_class(names.get(call.name)))
    yield from itertools.islice(found, _MOST_OBJECTS)


def _first_of_each(calls: Sequence[Call]) -> list[Call]:
    methods = [call for call in calls if "." in call.name]
    return [
        call
        for name in dict.fromkeys(call.name for call in methods)
        for call in [one for one in methods if one.name == name][:_MOST_OF_METHOD]
    ]


def _of_object(making: Call, call: Call, names: Mapping[str, Any]) -> Call | None:
    try:
        given, named = making.given()
        thing = names[making.name](*given, **named)
        _thing, *rest = call.given()[0]
        words = call.given()[1]
    except Exception:  # noqa: BLE001 - what the solution refuses to make is no object
        return None
    found = make_call(call.name, (thing, *rest), words, names)
    part = call.name.partition(".")[2]
    text = f"{making.text}.{part}({write_arguments(rest, words, names)})"
    return None if found is None else replace(found, text=text)
