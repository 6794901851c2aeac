"""What both ends of a conversation know of one another's things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from terakoya_autograde.values.remote_references import Lent

__all__ = ["FarEnd"]


@dataclass(frozen=True)
class FarEnd:
    """How things of the other end are stood for here, and this end's are known there.

    Attributes:
        lend: keeps a thing of this end and returns its number; without it, none is lent.
        borrow: makes what stands for a function or an iterator of the other end.
        represent: makes what stands for a class there, or for an object of it, by its number.
        number_of: the number there of what stands for something; None for everything else.
        mine: finds what this end has lent, by its number.
        note_enumeration: notes one that was made anew, and its number there.
        classes: the instructor's classes that both ends have, by name.
    """

    lend: Callable[[object], int] | None = None
    borrow: Callable[[Lent], object] | None = None
    represent: Callable[[Any, int | None], object] | None = None
    number_of: Callable[[object], int | None] | None = None
    mine: Callable[[int], object] | None = None
    note_enumeration: Callable[[type, int], None] | None = None
    classes: Mapping[str, type] = field(default_factory=dict)
