"""One kind of value: its tag on the wire, its classes, and the two ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, TypeVar

from terakoya_autograde.values.value_limits import ValueLimits

__all__ = ["Codec", "Fields", "Giving", "Refusal", "Taking"]

Fields = list[object]
Kind = TypeVar("Kind")


class Giving(Protocol):
    """What `Codec.give` may ask of the message that is being made; `Encoding` is one."""

    memo: dict[Any, Any]
    fresh: set[int]

    def place_of(self, generator: object) -> tuple[str, int] | None:
        """Return what a random generator is called that the other end has; None for no such."""

    def note_generator(self, generator: object) -> None:
        """Note a random generator that is given."""

    def node(self, value: object) -> Any:
        """Return the node of a value."""

    def items(self, values: Sequence[Any]) -> list[object]:
        """Return the node of many values."""

    def part(self, value: object, step: str) -> Any:
        """Return the node of a part of a value, which `step` leads to."""

    def optional(self, value: object) -> Any:
        """Return the node of a value, or None where it does not cross."""

    def lend(self, thing: object) -> int:
        """Keep a thing that is asked from the other end, and return its number."""

    def name_of_class(self, kind: type) -> str | None:
        """Return the name under which both ends have a class of the instructor's."""

    def spend(self, elements: int) -> None:
        """Count elements that were given in bulk."""

    def refuse(self, value: object, reason: str) -> NoReturn:
        """Say why a value does not cross."""


class Taking(Protocol):
    """What `Codec.take` may ask of the message that is being read; `Decoding` is one."""

    memo: dict[Any, Any]
    borrow: Callable[[Any], object] | None
    limits: ValueLimits
    traits: set[str]
    inert: int
    closed: int
    known_class: Callable[[str], type | None]
    represent: Callable[[Any, int | None], object] | None
    mine: Callable[[int], object] | None
    note_enumeration: Callable[[type, int], None] | None
    trusts: bool
    given: Sequence[Any]
    generators: list[object]

    def note_generator(self, generator: object) -> None:
        """Note a random generator that was taken."""

    def value(self, node: Any) -> Any:
        """Return the value of a node."""

    def items(self, node: Any) -> list[object]:
        """Return the values of a node of many."""

    def exactly(self, node: object, kind: type[Kind]) -> Kind:
        """Return the value of a node if it is exactly of a class."""

    def only(self, fields: list[object], kind: type[Kind]) -> Kind:
        """Return the one value of a node that has just one part, of exactly a class."""

    def natural(self, node: object, most: int | None = None) -> int:
        """Return a whole number from 0 to `most`."""

    def spend(self, elements: int) -> None:
        """Count elements that come in bulk, before they are made."""


@dataclass(frozen=True)
class Codec:
    """How the values of some classes cross.

    Attributes:
        tag: what stands first in the node.
        types: the classes, each as `module:name`; values of their subclasses cross like them.
        give: makes the rest of the node, or None where this very value does not cross.
        take: checks the rest of a node and makes the value. It may raise anything: the decoder
            turns every exception into a `ValueRefused`.
        inert: whether no function, iterator or module may be inside. pandas gives the cells of a
            Series as its attributes, so one with functions could stand for any object or module.
        closed: whether no object of a learner's class may be inside.
        only: tells of a class below `types` whether it is one of them; None for all.
        otherwise: the tag of the codec of the others; empty where they are strangers.
        why_not: what to say of such a stranger.
    """

    tag: str
    types: tuple[str, ...]
    give: Callable[[Any, Giving], Fields]
    take: Callable[[Fields, Taking], Any]
    inert: bool = False
    closed: bool = False
    only: Callable[[type], bool] | None = None
    otherwise: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Refusal:
    """Classes that do not cross, and the sentence that says what to do instead."""

    types: tuple[str, ...]
    reason: str
