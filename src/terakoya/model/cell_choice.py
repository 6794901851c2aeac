"""Which cells of an author's notebook a face takes, and the tags by which authors choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CellChoice", "Tag", "Untagged", "only_tag"]

_ONLY = "-only"


class Tag(StrEnum):
    """Every tag that means something whatever faces there are; see docs/reference/cell-tags.md."""

    NARRATIVE = "narrative"
    PARAMETERS = "parameters"
    RESULT = "result"
    APP = "app"
    SLIDE = "slide"
    REFRESHER = "refresher"


class Untagged(StrEnum):
    """What a face shows of a notebook in which no tag speaks of it."""

    EVERYTHING = "everything"
    """All that is not kept to another face, checks and tasks too: for those who solve it."""
    RESULTS = "results"
    """The first text, results, and the text before each: for those who look."""
    TEXT = "text"
    """All text, and results: for those who read."""


@dataclass(frozen=True)
class CellChoice:
    """Which cells a face shows. One that is tagged ``<face>-only`` is kept to that face.

    Attributes:
        shows: the tags of cells that it shows, too. Where one of them is anywhere in a notebook,
            only tagged cells are shown.
        untagged: what it shows where there is none of them.
    """

    untagged: Untagged
    shows: frozenset[Tag] = frozenset()

    def __post_init__(self) -> None:
        # who writes a face may write words where we have names for them
        object.__setattr__(self, "untagged", Untagged(self.untagged))
        object.__setattr__(self, "shows", frozenset(map(Tag, self.shows)))

    @property
    def is_to_solve(self) -> bool:
        """Whether the face is for those who solve it: with checks and tasks."""
        return self.untagged is Untagged.EVERYTHING


def only_tag(face: str) -> str:
    """Return the tag that keeps a cell to a face."""
    return f"{face}{_ONLY}"
