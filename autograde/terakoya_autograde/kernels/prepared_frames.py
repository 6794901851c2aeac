"""What a server and its prepared kernels say to one another, beside the frames of `wire`."""

from __future__ import annotations

from typing import Any

import msgspec

from terakoya_autograde.wire import Message, size_of

__all__ = ["REQUEST", "Cell", "Deliver", "Ended", "FromPrepared", "Keep", "Message", "Prepare"]
__all__ += ["Settle", "Settled", "ToPrepared", "ToVisit", "Visit", "size_of"]


REQUEST = "request"
"""The name by which widgets that catch outputs call every request."""


class Prepare(msgspec.Struct, frozen=True, tag="prepare"):
    """To the warm parent, with the child's end of a socket pair: a kernel for a notebook.

    Attributes:
        folder: the notebook's folder; it is shown read-only.
    """

    folder: str
    slot: int
    sandbox: bool
    memory_mb: int
    cpu_seconds: int


class Settle(msgspec.Struct, frozen=True, tag="settle"):
    """To a prepared kernel: the notebook has run. May it be forked?"""


class Settled(msgspec.Struct, frozen=True, tag="settled"):
    """From a prepared kernel: how many threads and tasks a fork would lose."""

    pending: int


class Visit(msgspec.Struct, frozen=True, tag="visit"):
    """To a prepared kernel, with the visit's end of a socket pair: fork for one visitor.

    A second descriptor is a line to somebody outside.
    """


class Keep(msgspec.Struct, frozen=True, tag="keep"):
    """To a prepared kernel, with a copy's end of a socket pair: fork a copy that stays as it is.

    The copy is a prepared kernel itself.
    """


class Deliver(msgspec.Struct, frozen=True, tag="deliver"):
    """To a prepared kernel or a visit: a page's message to a widget; buffers are base64."""

    content: dict[str, Any]
    buffers: tuple[str, ...] = ()


class Cell(msgspec.Struct, frozen=True, tag="cell"):
    """To a prepared kernel or a visit: run this cell."""

    code: str
    cell_id: str


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """From a prepared kernel or a visit: the request has ended; `ename` names an error."""

    status: str
    ename: str = ""


FromPrepared = Message | Ended | Settled
ToVisit = Cell | Deliver
ToPrepared = Cell | Deliver | Settle | Visit | Keep
