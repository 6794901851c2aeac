"""Classes and objects that are at the other end: made here of what is said of them, to be asked.

Python's own protocols work on them: attributes, operators, `isinstance`, `len`, `in`, `with`. What
stands for an object holds nothing but whom to ask; a dict, a buffer or an array of the other end's
choice never stands behind a special name.
"""

from __future__ import annotations

import dataclasses
import inspect
from abc import ABCMeta
from collections.abc import Callable
from typing import Any, Protocol

from terakoya_autograde.values.operations import COMPARISONS, SPECIAL
from terakoya_autograde.values.own_objects import Own, OwnKind

__all__ = ["Peer", "RemoteObject", "is_remote_class", "make_class", "make_object", "number_of"]

_ASKED = frozenset(("__dict__",))  # of the special names that Python does not look up itself
_HELD, _HELD_CLASS = "_held_there", "_held_there_as_class"


class Peer(Protocol):
    """Who asks the other end."""

    def operate(self, operation: str, asked: str, *args: object, **kwargs: object) -> object:
        """Have the other end do something; `asked` is what the test calls the result."""

    def construct(
        self, kind: OwnKind, asked: str, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> object:
        """Have the other end make an object of a class."""

    def refuse_comparison(self, operation: str) -> None:
        """Say that the other end would decide whether something is what the test expects."""


class _RemoteKind(ABCMeta):
    """The class of classes at the other end."""

    def __call__(cls, *args: object, **kwargs: object) -> object:
        if issubclass(cls, BaseException):
            return type.__call__(cls, *args, **kwargs)
        peer, kind, asked = vars(cls)[_HELD_CLASS]
        return peer.construct(kind, asked, args, kwargs)

    def __getattr__(cls, name: str) -> object:
        if _is_special(name) or name.startswith("_abc_"):
            raise AttributeError(name)
        peer, _kind, asked = vars(cls)[_HELD_CLASS]
        return peer.operate("getattr", f"{asked}.{name}", cls, name)

    def __setattr__(cls, name: str, value: object) -> None:
        if _is_special(name) or name.startswith("_abc_") or name == _HELD_CLASS:
            type.__setattr__(cls, name, value)
        else:
            peer, _kind, asked = vars(cls)[_HELD_CLASS]
            peer.operate("setattr", f"{asked}.{name}=", cls, name, value)


class RemoteObject(Own):
    """An object at the other end."""

    __slots__ = (_HELD,)

    def __getattr__(self, name: str) -> object:
        if _is_special(name) and name not in _ASKED:
            raise AttributeError(name)
        peer, _number, asked = _held(self)
        return peer.operate("getattr", f"{asked}.{name}", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        peer, _number, asked = _held(self)
        peer.operate("setattr", f"{asked}.{name}=", self, name, value)

    def __delattr__(self, name: str) -> None:
        peer, _number, asked = _held(self)
        peer.operate("delattr", f"{asked}.{name}-", self, name)

    def __copy__(self) -> object:
        return _operate(self, "copy")

    def __deepcopy__(self, _memo: object) -> object:
        return _operate(self, "deepcopy")

    def __reduce_ex__(self, _protocol: object) -> Any:
        raise TypeError("an object of a learner's class cannot be carried along")


def _held(thing: RemoteObject) -> tuple[Peer, int, str]:
    return object.__getattribute__(thing, _HELD)  # type: ignore[no-any-return]


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _operate(thing: RemoteObject, operation: str, *args: object, **kwargs: object) -> object:
    peer, _number, asked = _held(thing)
    return peer.operate(operation, f"{asked} {operation}", thing, *args, **kwargs)


def _method(operation: str, *, at_the_right: bool) -> Callable[..., object]:
    """Return the special method that asks for an operation."""

    def ask(self: RemoteObject, *args: object, **kwargs: object) -> object:
        if at_the_right:
            peer, _number, asked = _held(self)
            return peer.operate(operation, f"{asked} {operation}", *args, self)
        return _operate(self, operation, *args, **kwargs)

    return ask


def _comparison(operation: str) -> Callable[..., object]:
    """Return the special method that compares with another object of the other end.

    With anything else that end would say itself whether it has given what the test expects.
    """

    def compare(self: RemoteObject, other: object) -> object:
        if not isinstance(other, Own):
            _held(self)[0].refuse_comparison(operation)
            return NotImplemented
        return _operate(self, operation, other)

    return compare


def _exit(self: RemoteObject, *_how: object) -> object:
    """End a `with`: the error of its body, if there is one, is the test's own."""
    return _operate(self, "exit", None, None, None)


class _AskedAttribute:
    """Hides an attribute of a class of the instructor's: it is the other end's that counts."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, thing: Any, owner: Any = None) -> Any:
        if thing is None:
            peer, _kind, asked = vars(owner)[_HELD_CLASS]
            return peer.operate("getattr", f"{asked}.{self._name}", owner, self._name)
        peer, _number, asked = _held(thing)
        return peer.operate("getattr", f"{asked}.{self._name}", thing, self._name)

    def __set__(self, thing: Any, value: object) -> None:
        peer, _number, asked = _held(thing)
        peer.operate("setattr", f"{asked}.{self._name}=", thing, self._name, value)


def make_class(peer: Peer, kind: OwnKind, asked: str, made: dict[int, type]) -> type:
    """Return what stands for a class; `made` are those that were made before, by their numbers.

    Raises:
        TypeError: there is no such class.
    """
    if kind.handle in made:
        return made[kind.handle]
    bases = [
        make_class(peer, base, base.name, made) if isinstance(base, OwnKind) else base
        for base in kind.bases
    ]
    ours = [base for base in bases if not issubclass(base, Own | BaseException)]
    if not any(issubclass(base, BaseException | RemoteObject) for base in bases):
        bases.insert(0, RemoteObject)
    content: dict[str, Any] = {
        "__module__": "__main__",
        "__doc__": kind.doc or None,
        "__signature__": inspect.Signature(kind.parameters),
        **{name: _AskedAttribute(name) for base in ours for name in _public(base)},
    }
    if issubclass(bases[0], BaseException):
        bases.insert(0, Own)
    else:
        content |= {"__slots__": (), **_special_methods(kind)}
    if kind.fields is not None:
        content |= _of_dataclass(kind)
    found: Any = _RemoteKind(kind.name, tuple(bases), content)
    type.__setattr__(found, _HELD_CLASS, (peer, kind, asked))
    made[kind.handle] = found
    return found  # type: ignore[no-any-return]


def _public(base: type) -> set[str]:
    return {name for each in base.__mro__[:-1] for name in vars(each) if not _is_special(name)}


def _special_methods(kind: OwnKind) -> dict[str, object]:
    found: dict[str, Any] = {}
    for name in kind.special:
        operation, at_the_right = SPECIAL[name.removeprefix("-")]
        if name.startswith("-"):
            found[name.removeprefix("-")] = None
        elif operation == "exit":
            found[name] = _exit
        elif operation in COMPARISONS:
            found[name] = _comparison(operation)
        else:
            found[name] = _method(operation, at_the_right=at_the_right)
    return found


def _of_dataclass(kind: OwnKind) -> dict[str, object]:
    """Return what `dataclasses` looks for in a class."""
    fields: dict[str, Any] = {}
    for each in kind.fields or ():
        field: Any = dataclasses.field(default=each.default)
        field.name, field.type = each.name, Any
        field._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
        fields[each.name] = field
    return {"__dataclass_fields__": fields, "__match_args__": tuple(fields)}


def make_object(found: type, peer: Peer, number: int, asked: str) -> object:
    """Return what stands for the object of a number there."""
    made: Any = object.__new__(found)
    object.__setattr__(made, _HELD, (peer, number, asked))
    return made


def is_remote_class(thing: object) -> bool:
    """Tell whether something stands for a class at the other end."""
    return isinstance(thing, _RemoteKind)


def number_of(thing: object) -> int | None:
    """Return the number there of what stands for something; None for anything else."""
    if isinstance(thing, RemoteObject):
        return _held(thing)[1]
    if isinstance(thing, _RemoteKind) and _HELD_CLASS in vars(thing):
        return vars(thing)[_HELD_CLASS][1].handle  # type: ignore[no-any-return]
    return None
