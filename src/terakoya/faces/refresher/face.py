"""What the refresher is to Terakoya: a folder of it is for trying it out; a site has its pages."""

from __future__ import annotations

from terakoya.model.cell_choice import CellChoice, Untagged
from terakoya.model.face import Face, Made

__all__ = ["FACE"]

FACE = Face(
    protocol=1,
    name="refresher",
    build="terakoya.faces.refresher.kit:make_refresher",
    cells=CellChoice(Untagged.EVERYTHING),
    makes=Made.FOLDER,
)
