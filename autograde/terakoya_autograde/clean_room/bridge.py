"""What the checker and the learner's child say to one another, directly.

The checker asks, the child answers: one frame for one frame. While it works an answer out, it may
take a `Turn`: it calls what the check has given it, and the checker answers that first. What the
child sends is a stranger's: values arrive as bytes that only `values.Decoder` reads.

Every question says where the random streams stand that a check has seeded (`streams`), every answer
how far they have moved (`moved`) and which are not followed any more (`left`); see `drawing`.
"""

from __future__ import annotations

import msgspec

from terakoya_autograde.randomness.mersenne import Moved
from terakoya_autograde.randomness.process_streams import Placed
from terakoya_autograde.values import ValueLimits

__all__ = [
    "VALUE_LIMITS",
    "Answered",
    "Ask",
    "Call",
    "Enough",
    "Given",
    "Next",
    "Raised",
]
__all__ += ["Files", "Operate", "Request", "Returned", "Turn"]

VALUE_LIMITS = ValueLimits(most_bytes=16 * 2**20)


Files = dict[str, bytes | None]
"""Name → what is in a file; None for a folder. `~/` begins those of the shared folder."""


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """To the child: the values of these names, and of these expressions under these names.

    It begins a check: `streams` are shared from now on, and are where they are in the child.
    `classes` are the names of the instructor's own, which both ends have made. Where the check
    looks at files, `shared` is a folder that both ends have, and `files` are those that it has.
    """

    names: tuple[str, ...]
    expressions: dict[str, str]
    streams: dict[str, Placed] = {}
    classes: tuple[str, ...] = ()
    shared: str = ""
    files: tuple[str, ...] = ()


class Call(msgspec.Struct, frozen=True, tag="call"):
    """To the child: call the function with this handle. `arguments` holds ``[args, kwargs]``."""

    handle: int
    arguments: bytes
    streams: dict[str, Placed] = {}
    files: Files = {}


class Operate(msgspec.Struct, frozen=True, tag="operate"):
    """To the child: do what `values.operations` calls so. `arguments` holds ``[args, kwargs]``."""

    operation: str
    arguments: bytes
    streams: dict[str, Placed] = {}
    files: Files = {}


class Raised(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception, by text and the names of its class and of those that it extends, in order.

    `ended` says that an iterator is at its end.
    """

    names: tuple[str, ...]
    text: str
    ended: bool = False


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """To the child: what became of its `Turn`, as `Returned` says it."""

    value: bytes | None = None
    raised: Raised | None = None
    refused: str = ""
    streams: dict[str, Placed] = {}


class Next(msgspec.Struct, frozen=True, tag="next"):
    """To the child: the next value of the iterator with this handle."""

    handle: int
    streams: dict[str, Placed] = {}
    files: Files = {}


class Enough(msgspec.Struct, frozen=True, tag="enough"):
    """To the child: nothing more is wanted for this item."""

    streams: dict[str, Placed] = {}


class Given(msgspec.Struct, frozen=True, tag="given", forbid_unknown_fields=True):
    """From the child: a value for each name that it has, and a sentence for each that cannot."""

    values: dict[str, bytes]
    refused: dict[str, str] = {}
    moved: dict[str, Moved] = {}
    left: tuple[str, ...] = ()
    files: Files = {}


class Turn(msgspec.Struct, frozen=True, tag="turn", forbid_unknown_fields=True):
    """From the child, before its answer: do that with what the check has lent it."""

    operation: str
    arguments: bytes
    moved: dict[str, Moved] = {}
    left: tuple[str, ...] = ()


class Returned(msgspec.Struct, frozen=True, tag="returned", forbid_unknown_fields=True):
    """From the child: what a call gave.

    Attributes:
        value: what was returned; None where nothing was.
        changed: the arguments after the call, where the function changed them.
        raised: what was raised instead of returning.
        refused: why the value cannot cross.
        stdout, stderr: what was printed meanwhile.
        drawn: how far the generators among the arguments have moved, by their place in the message.
    """

    value: bytes | None = None
    changed: bytes | None = None
    raised: Raised | None = None
    refused: str = ""
    stdout: str = ""
    stderr: str = ""
    moved: dict[str, Moved] = {}
    left: tuple[str, ...] = ()
    drawn: dict[str, Moved] = {}
    files: Files = {}


Request = Ask | Call | Next | Operate | Enough
