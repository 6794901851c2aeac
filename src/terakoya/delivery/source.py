"""What a source of submissions says of itself: where it takes files from, and how it names people.

Each module of `terakoya.delivery.sources` holds one, called `SOURCE`; other packages add theirs by
an entry point of the group ``terakoya.sources``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from terakoya.delivery.entries import OpenSource
from terakoya.delivery.limits import CollectLimits
from terakoya.model import Text
from terakoya.plugins import Kind
from terakoya.workspace import Workspace

__all__ = ["SOURCES", "Asked", "Naming", "Reading", "Source", "reading_of"]


@dataclass(frozen=True)
class Asked:
    """What is to be collected.

    Attributes:
        path: what ``--from`` names, a file or a folder; None where nothing is named.
        cohort_id: nbgrader's course_id.
        assignments: the ids of what is collected now.
        limits: what a source may hold.
    """

    path: Path | None
    cohort_id: str
    assignments: frozenset[str]
    workspace: Workspace
    limits: CollectLimits = field(default_factory=CollectLimits)


@dataclass(frozen=True)
class Reading:
    """One way to read a name: whose it would be, the file's stem, and how a system told it.

    Attributes:
        name: the person's name or staff number as it came.
        rest: what follows it.
        number: the system's own number of that person or hand-in; empty where there is none.
        head: what stands before `rest`, separators included; a file that goes back begins so.
    """

    name: str
    rest: str
    number: str = ""
    head: str = field(default="", compare=False)

    @property
    def numbered(self) -> str:
        """The name with the system's number, which tells people of one name apart."""
        return f"{self.name}_{self.number}" if self.number else self.name


class Naming(ABC):
    """How a system writes whose a file is into the first part of its path.

    What is kept of that part is its *head*: the name of a folder, or what a file's name begins
    with, separators included.

    Attributes:
        is_certain: nothing else looks so. Then it is read in no other way, and it is somebody's
            even where nobody is known by it; a staff number in it counts last, as the name of a
            person may begin like one.
        dates_by_download: files are dated by their download, not by the hand-in.
    """

    is_certain: ClassVar[bool] = False
    dates_by_download: ClassVar[bool] = False

    @abstractmethod
    def read(self, text: str) -> Reading | None:
        """Read the first part of a path; None where this system does not write so."""

    @abstractmethod
    def number_in(self, head: str) -> str | None:
        """Return by which number the system takes back what has this head; empty where by none.

        None: this system does not write so.
        """

    def is_late(self, head: str) -> bool:
        """Tell whether the system says in a head that the hand-in was late."""
        del head
        return False

    def original_name(self, head: str, name: str) -> str:
        """Return a file's name as its owner wrote it, where the system may have changed it."""
        del head, name
        return ""


@dataclass(frozen=True)
class Source:
    """One source of submissions: a place that files come from, a system's way to name, or both.

    Attributes:
        name: as its module or its entry point is called.
        protocol: the version of this class that it was written for: 1.
        words: what people call it.
        open: returns the files of what is asked for; None where that is not of its kind, which has
            to be told without reading all of it.
        naming: how it writes people's names, wherever its files lie now.
    """

    name: str
    protocol: int
    words: Text
    open: Callable[[Asked], OpenSource | None] | None = None
    naming: Naming | None = None


SOURCES = Kind("terakoya.sources", Source, 1, "terakoya.delivery.sources", "SOURCE")


def reading_of(found: re.Match[str]) -> Reading:
    """Return the reading of a whole name: from groups ``name``, ``number`` and ``rest``."""
    rest = found["rest"] or ""
    head = found.string[: found.start("rest")] if rest else f"{found.string.rstrip('_')}_"
    return Reading(found["name"], rest, found["number"], head)
