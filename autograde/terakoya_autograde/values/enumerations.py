"""Enumerations that a notebook makes: their names and plain values, made anew at the other end."""

from __future__ import annotations

import enum
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking

__all__ = ["CODECS", "describe_enumeration"]

MOST_MEMBERS = 500
_KINDS = (enum.IntFlag, enum.Flag, enum.IntEnum, enum.StrEnum, enum.Enum)
_OF_NAME: dict[str, Any] = {kind.__name__: kind for kind in _KINDS}


def describe_enumeration(kind: Any, giving: Giving) -> Fields:
    """Return the handle of an enumeration, its name, its kind, its names and its values."""
    base = next(base for base in _KINDS if issubclass(kind, base))
    members = dict(kind.__members__)
    values = [member._value_ for member in members.values()]
    named = [giving.items(list(members)), giving.items(values)]
    return [giving.lend(kind), kind.__name__, base.__name__, *named]


def _take(fields: list[Any], taking: Taking) -> Any:
    handle, name, base, *nodes = fields
    if taking.note_enumeration is None or base not in _OF_NAME or not str.isidentifier(name):
        raise ValueRefused("an enumeration has no name or kind")
    handle = taking.natural(handle, 2**63 - 1)
    taking.inert += 1  # of its values, none may be called
    try:
        names, values = map(taking.items, nodes)
    finally:
        taking.inert -= 1
    if len(names) != len(values) or len(names) > MOST_MEMBERS:
        raise ValueRefused("an enumeration has too many names, or not as many as values")
    if not all(type(each) is str and each.isidentifier() for each in names):
        raise ValueRefused("a member of an enumeration has no name")
    key = ("enumeration", handle)
    if key not in taking.memo:
        members = dict(zip(names, values, strict=True))
        made = _OF_NAME[base](name, members, module="__main__")
        taking.memo[key] = made
        taking.note_enumeration(made, handle)
    return taking.memo[key]


def _take_member(fields: list[Any], taking: Taking) -> Any:
    node, name = fields
    kind = taking.value(node)
    if not (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        raise ValueRefused("a member is of no enumeration")
    return kind[taking.exactly(name, str)]


def _never(value: object, giving: Giving) -> Fields:
    giving.refuse(value, "it is given with its class")


CODECS = (
    Codec("enumeration", (), _never, _take),
    Codec("member", (), _never, _take_member),
)
