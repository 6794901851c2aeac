"""Objects of classes that a notebook makes: they stay where they are, and are asked.

The sender says what class they are of: its name, what it extends, which operators it has, and the
fields of a dataclass. The receiver makes a class that asks, with nothing of the sender's code in
it. Enumerations are made anew of their names and plain values; nobody asks them anything.
"""

from __future__ import annotations

import builtins
import dataclasses
import enum
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.operations import SPECIAL, special_names
from terakoya_autograde.values.remote_references import describe_callable, take_described

__all__ = ["CODECS", "Own", "OwnField", "OwnKind", "describe_kind", "is_of_notebook"]

MOST_BASES = 10
MOST_FIELDS = 200
ENUMS = {kind.__name__: kind for kind in (enum.Enum, enum.IntEnum, enum.StrEnum, enum.Flag)}
_ASKED_OF = ("__main__", "unittest.mock")
_ENDS = (StopIteration, StopAsyncIteration)


class Own:
    """Every object and class at this end that stands for one at the other."""

    __slots__ = ()


@dataclass(frozen=True)
class OwnField:
    """A field of a dataclass: its name, and its default where that crosses."""

    name: str
    default: object = dataclasses.MISSING


@dataclass(frozen=True)
class OwnKind:
    """A class at the other end.

    Attributes:
        handle: its number there.
        bases: what it extends: classes of the other end, exceptions and classes of this one.
        special: the special methods that it has.
        fields: those of a dataclass; None for another class.
        parameters: what it is made with.
    """

    handle: int
    name: str
    doc: str
    bases: tuple[OwnKind | type, ...]
    special: frozenset[str]
    fields: tuple[OwnField, ...] | None
    parameters: tuple[Parameter, ...]


def is_of_notebook(kind: type) -> bool:
    """Tell whether objects of a class are asked: a notebook has made it, or it is a test's mock."""
    return type.__getattribute__(kind, "__module__") in _ASKED_OF


def describe_kind(kind: type, giving: Giving) -> Fields:
    """Return what the other end has to know of a class; nothing of it is asked."""
    bases: list[list[Any]] = []
    for base in kind.__bases__[:MOST_BASES]:
        if (name := giving.name_of_class(base)) is not None:
            bases.append(["here", name])
        elif is_of_notebook(base) and kind.__module__ == base.__module__:
            bases.append(["own", *describe_kind(base, giving)])
        elif _error_named(base.__name__) is base:
            bases.append(["error", base.__name__])
    return [
        giving.lend(kind),
        *describe_callable(kind, giving),
        bases,
        special_names(kind),
        _describe_fields(kind, giving),
    ]


def _describe_fields(kind: type, giving: Giving) -> Any:
    if "__dataclass_fields__" not in vars(kind):
        return None
    found = []
    for field in dataclasses.fields(kind):
        given = giving.optional(field.default) if field.default is not dataclasses.MISSING else None
        found.append([field.name, given])
    return found


def _take_kind(fields: list[Any], taking: Taking, depth: int = 0) -> OwnKind:
    handle, name, doc, parameters, bases, special, described = fields
    if depth > MOST_BASES or len(bases) > MOST_BASES or not str.isidentifier(name):
        raise ValueRefused("a class extends too much or has no name")
    if not all(method.removeprefix("-") in SPECIAL for method in special):
        raise ValueRefused("a class has a special method that is not known")
    return OwnKind(
        taking.natural(handle, 2**63 - 1),
        *take_described(name, doc, (), taking)[:2],
        tuple(_take_base(base, taking, depth) for base in bases),
        frozenset(special),
        None if described is None else tuple(_take_fields(described, taking)),
        take_described(name, doc, parameters, taking)[2],
    )


def _take_base(node: list[Any], taking: Taking, depth: int) -> OwnKind | type:
    how, *rest = node
    if how == "own":
        return _take_kind(rest, taking, depth + 1)
    (name,) = rest
    found = _error_named(name) if how == "error" else None
    if how == "here":
        found = taking.known_class(name)
    if found is None:
        raise ValueRefused("a class extends one that there is not")
    return found


def _error_named(name: object) -> type | None:
    found = getattr(builtins, name, None) if isinstance(name, str) else None
    if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, _ENDS):
        return found
    return None


def _take_fields(described: list[Any], taking: Taking) -> list[OwnField]:
    if len(described) > MOST_FIELDS:
        raise ValueRefused("a dataclass has too many fields")
    found = []
    for name, node in described:
        if type(name) is not str or not name.isidentifier():
            raise ValueRefused("a field has no name")
        default = dataclasses.MISSING if node is None else taking.value(node)
        found.append(OwnField(name, default))
    return found


def _never(value: object, giving: Giving) -> Fields:
    giving.refuse(value, "it can only be lent")


def _take_class(fields: list[Any], taking: Taking) -> Any:
    made = _lent_to(taking)(_take_kind(fields, taking), None)
    if isinstance(made, type):
        taking.traits.add("own class")
    return made


def _take_object(fields: list[Any], taking: Taking) -> Any:
    handle, *described = fields
    kind = _take_kind(described, taking)
    made = _lent_to(taking)(kind, taking.natural(handle, 2**63 - 1))
    if isinstance(made, Own):
        taking.traits.add("own object")
    return made


def _lent_to(taking: Taking) -> Any:
    if taking.represent is None or ((taking.inert or taking.closed) and not taking.trusts):
        raise ValueRefused("an object of a learner's class is where none may be")
    return taking.represent


def _take_mine(fields: list[Any], taking: Taking) -> Any:
    (handle,) = fields
    if taking.mine is None or ((taking.inert or taking.closed) and not taking.trusts):
        raise ValueRefused("something comes back that was never lent")
    made = taking.mine(taking.natural(handle, 2**63 - 1))
    if is_of_notebook(type(made)) and not isinstance(made, Own):
        taking.traits.add("own object")  # a mock answers whatever it is asked
    return made


CODECS = (
    Codec("ownclass", (), _never, _take_class),
    Codec("own", (), _never, _take_object),
    Codec("mine", (), _never, _take_mine),
)
