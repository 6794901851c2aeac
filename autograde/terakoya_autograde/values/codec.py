"""One kind of value: its tag on the wire, its classes, and the two ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from terakoya_autograde.values.giving import Giving
    from terakoya_autograde.values.taking import Taking

__all__ = ["Codec", "Fields", "Refusal"]

Fields = list[Any]


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
    """

    tag: str
    types: tuple[str, ...]
    give: Callable[[Any, Giving], Fields]
    take: Callable[[Fields, Taking], Any]
    inert: bool = False


@dataclass(frozen=True)
class Refusal:
    """Classes that do not cross, and the sentence that says what to do instead."""

    types: tuple[str, ...]
    reason: str
