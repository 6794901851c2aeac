"""The faces of an assignment, and the cell tags by which an author chooses among them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NOT_RELEASED", "ONLY", "Face", "Tag"]


class Face(StrEnum):
    """What an assignment is turned into. Slides are the handout, one screen at a time."""

    EXERCISE = "exercise"
    APP = "app"
    REFRESHER = "refresher"
    HANDOUT = "handout"


class Tag(StrEnum):
    """Every tag that means something; see docs/reference/cell-tags.md."""

    NARRATIVE = "narrative"
    PARAMETERS = "parameters"
    RESULT = "result"
    APP = "app"
    APP_ONLY = "app-only"
    EXERCISE_ONLY = "exercise-only"
    HANDOUT_ONLY = "handout-only"
    REFRESHER_ONLY = "refresher-only"
    SLIDE = "slide"
    REFRESHER = "refresher"


ONLY = {
    Tag.APP_ONLY: Face.APP,
    Tag.EXERCISE_ONLY: Face.EXERCISE,
    Tag.HANDOUT_ONLY: Face.HANDOUT,
    Tag.REFRESHER_ONLY: Face.REFRESHER,
}
"""The tags that keep a cell to one face; with several of them, to each of those faces."""

NOT_RELEASED = frozenset(tag.value for tag, face in ONLY.items() if face is not Face.EXERCISE)
"""The tags of cells that are no part of a release."""
