"""What the checker and the learner's child say to one another, directly.

The checker asks, the child answers: one frame for one frame. What the child sends is a stranger's:
values arrive as bytes that only `values.Decoder` reads.
"""

from __future__ import annotations

import msgspec

from terakoya_autograde.values import ValueLimits

__all__ = [
    "LARGEST_FRAME",
    "LEARNER_GONE",
    "VALUE_LIMITS",
    "Ask",
    "Call",
    "Enough",
    "Given",
    "Next",
    "Raised",
]
__all__ += ["Request", "Returned"]

VALUE_LIMITS = ValueLimits(most_bytes=16 * 2**20)
LARGEST_FRAME = 48 * 2**20  # bytes travel as text a third longer, several names in one frame

LEARNER_GONE = "LearnerGone"
"""What a check's error is called where the learner's child gave no answer, or a senseless one."""


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """To the child: the values of these names, and of these expressions under these names."""

    names: tuple[str, ...]
    expressions: dict[str, str]


class Call(msgspec.Struct, frozen=True, tag="call"):
    """To the child: call the function with this handle. `arguments` holds ``[args, kwargs]``."""

    handle: int
    arguments: bytes


class Next(msgspec.Struct, frozen=True, tag="next"):
    """To the child: the next value of the iterator with this handle."""

    handle: int


class Enough(msgspec.Struct, frozen=True, tag="enough"):
    """To the child: nothing more is wanted for this item."""


class Given(msgspec.Struct, frozen=True, tag="given", forbid_unknown_fields=True):
    """From the child: a value for each name that it has, and a sentence for each that cannot."""

    values: dict[str, bytes]
    refused: dict[str, str] = {}


class Raised(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception, by text and the names of its class and of those that it extends, in order.

    `ended` says that an iterator is at its end.
    """

    names: tuple[str, ...]
    text: str
    ended: bool = False


class Returned(msgspec.Struct, frozen=True, tag="returned", forbid_unknown_fields=True):
    """From the child: what a call gave.

    Attributes:
        value: what was returned; None where nothing was.
        changed: the arguments after the call, where the function changed them.
        raised: what was raised instead of returning.
        refused: why the value cannot cross.
        stdout, stderr: what was printed meanwhile.
    """

    value: bytes | None = None
    changed: bytes | None = None
    raised: Raised | None = None
    refused: str = ""
    stdout: str = ""
    stderr: str = ""


Request = Ask | Call | Next | Enough
