"""What cannot be copied and is lent instead: functions and iterators stay where they are.

The sender keeps the thing under a number and says what it is called and takes; the receiver makes a
proxy that sends its calls back. How calls travel is not the values' business. A class can be called
like a function; whether that is enough is for the receiver to say.
"""

from __future__ import annotations

import inspect
import io
from dataclasses import dataclass
from inspect import Parameter
from typing import Any, Literal, get_args

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking

__all__ = ["CODECS", "UNKNOWN", "Lent", "LentKind", "Parameter", "describe_callable"]
__all__ += ["lendable_kind", "take_described"]

LentKind = Literal["function", "iterator", "class"]

LONGEST_NAME = 200
LONGEST_DOC = 10_000
MOST_PARAMETERS = 100
KINDS = tuple(inspect._ParameterKind)


class _Unknown:
    """The default value of a parameter that does not cross."""

    def __repr__(self) -> str:
        return "..."


UNKNOWN = _Unknown()


@dataclass(frozen=True)
class Lent:
    """A function, an iterator or a class at the other end.

    Attributes:
        handle: its number there.
        parameters: what a function takes, without annotations; a default that does not cross is
            `UNKNOWN`. Empty for an iterator and where the function does not say.
    """

    handle: int
    kind: LentKind
    name: str
    doc: str
    parameters: tuple[Parameter, ...]


def lendable_kind(value: object) -> LentKind | None:
    """Say as what a value can be lent; None where it cannot."""
    kind = type(value)
    if isinstance(value, io.IOBase):
        return None
    if isinstance(value, type):
        return "class"
    if hasattr(kind, "__next__") and hasattr(kind, "__iter__"):
        return "iterator"
    return "function" if callable(value) else None


def describe_callable(value: object, giving: Giving) -> Fields:
    """Return name, documentation and parameters; nothing a learner's object does can stop it."""
    name = _text_of(value, "__name__") or type.__getattribute__(type(value), "__name__")
    parameters = []
    try:
        if callable(value):
            parameters = list(inspect.signature(value).parameters.values())
    except Exception:  # noqa: BLE001, S110 - the object is a stranger's; it need not say
        pass
    described = [_describe_parameter(entry, giving) for entry in parameters[:MOST_PARAMETERS]]
    return [name[:LONGEST_NAME], (_text_of(value, "__doc__") or "")[:LONGEST_DOC], described]


def _text_of(value: object, attribute: str) -> str | None:
    try:
        text = getattr(value, attribute, None)
    except Exception:  # noqa: BLE001 - the object is a stranger's
        return None
    return str.encode(text, errors="replace").decode() if isinstance(text, str) else None


def _describe_parameter(parameter: Parameter, giving: Giving) -> Fields:
    kind = KINDS.index(parameter.kind)
    if parameter.default is Parameter.empty:
        return [parameter.name, kind, 0, None]
    try:
        return [parameter.name, kind, 1, giving.node(parameter.default)]
    except CannotCross:
        return [parameter.name, kind, 2, None]


def _take_parameter(fields: Fields, taking: Taking) -> Parameter:
    name, kind, has_default, node = fields
    if type(name) is not str or len(name) > LONGEST_NAME:
        raise ValueRefused("a parameter has no name")
    default = (Parameter.empty, taking.value(node), UNKNOWN)[taking.natural(has_default, 2)]
    return Parameter(name, KINDS[taking.natural(kind, len(KINDS) - 1)], default=default)


def take_described(
    name: Any, doc: Any, described: Any, taking: Taking
) -> tuple[str, str, tuple[Parameter, ...]]:
    """Return the name, the documentation and the parameters of what was described.

    Raises:
        ValueRefused: they are none, or too long.
    """
    if type(name) is not str or type(doc) is not str:
        raise ValueRefused("what was lent has no kind, name or documentation")
    if len(name) > LONGEST_NAME or len(doc) > LONGEST_DOC or len(described) > MOST_PARAMETERS:
        raise ValueRefused("what was lent says too much about itself")
    parameters = tuple(_take_parameter(entry, taking) for entry in described)
    inspect.Signature(parameters)  # their order is allowed, or this raises
    return name, doc, parameters


def _take(fields: list[Any], taking: Taking) -> object:
    handle, kind, name, doc, described = fields
    if taking.borrow is None or (taking.inert and not taking.trusts):
        raise ValueRefused("something was lent, and nothing may be lent here")
    if kind not in get_args(LentKind):
        raise ValueRefused("what was lent has no kind, name or documentation")
    told = take_described(name, doc, described, taking)
    return taking.borrow(Lent(taking.natural(handle, 2**63 - 1), kind, *told))


def _never(_value: object, giving: Giving) -> Fields:
    giving.refuse(_value, "it can only be lent")


CODECS = (Codec("lent", (), _never, _take),)
