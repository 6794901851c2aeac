"""The choices of cells of the faces that are installed."""

from __future__ import annotations

from collections.abc import Mapping

from terakoya.model.cell_choice import CellChoice, only_tag
from terakoya.model.face import FACES, Face

__all__ = ["cell_choices", "chosen_like", "not_released", "only_tags"]

_EXERCISE = "exercise"


def cell_choices() -> Mapping[str, CellChoice]:
    """Return each face that chooses cells in its own way, and that way."""
    return {
        face.name: face.cells
        for face in FACES.load().parts.values()
        if isinstance(face.cells, CellChoice)
    }


def chosen_like(face: Face) -> str:
    """Return the face whose choice of cells a face has: most often itself."""
    return face.cells if isinstance(face.cells, str) else face.name


def only_tags() -> Mapping[str, str]:
    """Return the tags that keep a cell to one face, and the face of each."""
    return {only_tag(name): name for name in cell_choices()}


def not_released() -> frozenset[str]:
    """Return the tags of cells that are no part of a release."""
    return frozenset(tag for tag, face in only_tags().items() if face != _EXERCISE)
