"""Objects of the instructor's own classes: their attributes, in one of the receiver's class.

Both ends have run the cell that makes the class, so its methods are the receiver's own. Attributes
are plain values that hide none of them.
"""

from __future__ import annotations

import enum
from functools import cached_property
from types import MemberDescriptorType
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking

__all__ = ["CODECS", "describe_given"]

_LONGEST = 200
_NOTHING = object()


def describe_given(value: Any, name: str, giving: Giving) -> Fields:
    """Return the name of an object's class and its attributes; of a member, its own name."""
    kind = type(value)
    if isinstance(value, enum.Enum):
        return [name, giving.node(value._name_)]
    state = dict(getattr(value, "__dict__", {}))
    for base in reversed(kind.__mro__):
        for key, slot in vars(base).items():
            if isinstance(slot, MemberDescriptorType) and hasattr(value, key):
                state[key] = getattr(value, key)
    kept = {key: part for key, part in state.items() if not _is_worked_out(kind, key)}
    return [name, [[key, giving.part(part, f".{key}")] for key, part in kept.items()]]


def _is_worked_out(kind: type, name: str) -> bool:
    """Tell whether an attribute is a property's that was kept: it is worked out anew."""
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    return isinstance(found, cached_property)


def _take(fields: list[Any], taking: Taking) -> Any:
    name, told = fields
    kind: Any = taking.known_class(name)
    if kind is None:
        raise ValueRefused("an object is of a class that there is not")
    if issubclass(kind, enum.Enum):
        return kind[taking.exactly(told, str)]
    made = object.__new__(kind)
    for key, node in told:
        if not _may_be_set(kind, key):
            raise ValueRefused("an object has an attribute that hides one of its class")
        object.__setattr__(made, key, taking.value(node))
    return made


def _may_be_set(kind: type, name: object) -> bool:
    """Tell whether an attribute hides nothing that acts: a default of a dataclass does not."""
    if type(name) is not str or len(name) > _LONGEST or name.startswith("__"):
        return False
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), _NOTHING)
    if found is _NOTHING or isinstance(found, MemberDescriptorType):
        return True
    return not hasattr(type(found), "__get__") and not callable(found)


def _take_class(fields: list[Any], taking: Taking) -> Any:
    (name,) = fields
    kind = taking.known_class(name)
    if kind is None or taking.inert:
        raise ValueRefused("a class is meant that there is not")
    return kind


def _never(value: object, giving: Giving) -> Fields:
    giving.refuse(value, "it is given with its class")


CODECS = (
    Codec("given", (), _never, _take, inert=True),
    Codec("givenclass", (), _never, _take_class),
)
