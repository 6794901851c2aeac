"""What the exercise is to Terakoya: the release, which `terakoya.authoring` makes."""

from __future__ import annotations

from terakoya.model.cell_choice import CellChoice, Untagged
from terakoya.model.face import Face, Made

__all__ = ["FACE"]

FACE = Face(
    protocol=1,
    name="exercise",
    build="terakoya.authoring.releasing:build_exercise",
    cells=CellChoice(Untagged.EVERYTHING),
    makes=Made.FOLDER,
)
