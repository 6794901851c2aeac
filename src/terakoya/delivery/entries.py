"""What every source gives: entries that can be read, and what it refuses at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from terakoya.delivery.limits import Budget
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _

__all__ = ["Claim", "Entry", "Listing", "OpenSource", "Refused", "TooManyError"]


@dataclass(frozen=True)
class Claim:
    """What the exchange says of a file: whose it is, for what, in which attempt."""

    learner_id: str
    assignment_id: str
    attempt: str


@dataclass(frozen=True)
class Entry:
    """One file that a source offers: a notebook, a zip of a learner, or what lies beside them.

    `name` is safe to show; `path` is for recognising whose it is; `read` may raise SubmissionError;
    `inside` is how many of the path's last parts lie in a learner's zip.
    """

    name: str
    path: tuple[str, ...]
    modified: datetime
    read: Callable[[Budget], bytes]
    claim: Claim | None = None
    inside: int = 0

    @property
    def is_archive(self) -> bool:
        """Whether this is a zip that may hold a learner's notebooks."""
        return self.path[-1].lower().endswith(".zip")


@dataclass(frozen=True)
class Refused:
    """What was not taken: its name, and one sentence with the reason and what to do.

    Where it is not known whose it is: `who` is the name in question, `meant` are the staff numbers
    of those who may be meant.
    """

    name: str
    reason: str
    who: str = ""
    meant: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Listing:
    """The entries of a source, by name, what was refused while listing them, and the other files.

    Other files are no notebooks, and may lie beside some.
    """

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    others: tuple[Entry, ...] = ()


class TooManyError(SubmissionError):
    """The source as a whole holds too many files; nothing of it is taken."""

    def __init__(self, limit: int) -> None:
        what = _("There are more than {limit} files.").format(limit=limit)
        super().__init__(what, remedy=_("Collect them in several parts."))


class OpenSource(Protocol):
    """The files of one source, as long as it is open."""

    def listing(self) -> Listing:
        """List the source; SubmissionError where it is beyond its limits or broken as a whole."""

    def close(self) -> None:
        """Give its files back."""
