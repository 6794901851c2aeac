"""Results whose parts have names: named tuples, scipy's and scikit-learn's results, namespaces.

They arrive as plain data under the same names. Nothing in them may be called: a thing with
functions under names of its choice could stand for a table, a chart or a model that a test asks.
"""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.containers import give_pairs, take_pairs
from terakoya_autograde.values.library import need, resolve

__all__ = ["CODECS", "record_class"]

MOST_FIELDS = 100
LONGEST_NAME = 100
_BUNCHES = ("scipy.optimize:OptimizeResult", "sklearn.utils:Bunch")
_Pairs = list[tuple[Any, Any]]


@lru_cache(maxsize=256)
def record_class(name: str, fields: tuple[str, ...]) -> Any:
    """Return the one class of a name and its fields; instances may have more attributes.

    Raises:
        ValueError: it is no name, or they are none.
    """
    if len(fields) > MOST_FIELDS or len("".join((name, *fields))) > MOST_FIELDS * LONGEST_NAME:
        raise ValueError("a named tuple has too many fields")
    base: Any = namedtuple(name, fields)  # type: ignore[misc]
    return type(name, (base,), {"__module__": "__main__", "__doc__": None})


def _give_record(value: Any, giving: Giving) -> Fields:
    kind = type(value)
    items = list(tuple.__iter__(value))
    if len(kind._fields) != len(items):
        giving.refuse(value, "it has more or fewer parts than names; give them as a tuple")
    extra = [(key, found) for key, found in _attributes(value) if key not in kind._fields]
    parts = [giving.items(items), giving.items(list(kind._fields))]
    return [kind.__name__, *parts, _that_cross(extra, giving)]


def _attributes(value: object) -> _Pairs:
    """Return what an instance has beside its fields: scipy keeps more results there."""
    state = getattr(value, "__dict__", None)
    if type(state) is not dict:
        return []
    return [(key, found) for key, found in state.items() if _is_public(key)]


def _is_public(name: object) -> bool:
    return type(name) is str and name.isidentifier() and not name.startswith("_")


def _that_cross(pairs: _Pairs, giving: Giving) -> list[Any]:
    """Return the keys and nodes of what crosses: the others are missed where somebody asks."""
    found = [(key, giving.optional([value])) for key, value in pairs if type(key) is str]
    return [[key, node] for key, node in found if node is not None]


def _take_those(told: list[Any], taking: Taking) -> _Pairs:
    found = []
    for key, node in told:
        (value,) = taking.exactly(node, list)
        if type(key) is not str:
            raise ValueRefused("a part of a result has no name")
        found.append((key, value))
    return found


def _take_record(fields: list[Any], taking: Taking) -> Any:
    name, items, names, extra = fields
    if type(name) is not str:
        raise ValueRefused("a named tuple has no name")
    known = tuple(taking.items(names))
    kind = taking.known_class(name)
    if kind is None or getattr(kind, "_fields", None) != known:
        kind = record_class(name, known)
    made = tuple.__new__(kind, taking.items(items))
    if len(made) != len(known):
        raise ValueRefused("a named tuple has more or fewer parts than names")
    for key, value in _take_those(extra, taking):
        if not _is_public(key) or hasattr(kind, key):
            raise ValueRefused("a named tuple has an attribute that it cannot have")
        vars(made)[key] = value
    return made


def _give_bunch(value: dict[Any, Any], giving: Giving) -> Fields:
    path = next(path for path in _BUNCHES if isinstance(value, resolve(path) or ()))
    return [path, _that_cross(list(dict.items(value)), giving)]


def _take_bunch(fields: list[Any], taking: Taking) -> Any:
    path, told = fields
    if path not in _BUNCHES:
        raise ValueRefused("a result is of a class that is not known")
    module, _, name = path.partition(":")
    made = getattr(need(module), name)()
    dict.update(made, _take_those(told, taking))
    return made


def _give_namespace(value: SimpleNamespace, giving: Giving) -> Fields:
    return give_pairs(list(object.__getattribute__(value, "__dict__").items()), giving)


def _take_namespace(fields: Fields, taking: Taking) -> SimpleNamespace:
    made = SimpleNamespace()
    for key, value in take_pairs(fields, taking):
        if not _is_public(key):
            raise ValueRefused("a namespace has a name that is none")
        vars(made)[key] = value
    return made


def _take_record_class(fields: list[Any], taking: Taking) -> Any:
    name, names = fields
    known = tuple(taking.items(names))
    if taking.inert or type(name) is not str:
        raise ValueRefused("a class of named tuples is where none may be")
    return record_class(name, known)


def _never(value: object, giving: Giving) -> Fields:
    giving.refuse(value, "it is given by name")


CODECS = (
    Codec("recordclass", (), _never, _take_record_class),
    Codec("record", (), _give_record, _take_record, inert=True),
    Codec("bunch", _BUNCHES, _give_bunch, _take_bunch, inert=True),
    Codec("namespace", ("types:SimpleNamespace",), _give_namespace, _take_namespace, inert=True),
)
