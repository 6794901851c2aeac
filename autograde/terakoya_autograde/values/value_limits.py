"""How large a value may be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_LIMITS", "ValueLimits"]


@dataclass(frozen=True)
class ValueLimits:
    """What one message may hold; both ends check it.

    Attributes:
        most_bytes: the length of the message.
        deepest: how many values may be nested in one another.
        most_elements: how many Python objects may come of it. The cells of a numeric array are
            not objects: their size is bounded by `most_bytes` alone.
    """

    most_bytes: int = 32 * 2**20
    deepest: int = 60
    most_elements: int = 2_000_000


DEFAULT_LIMITS = ValueLimits()
