"""What the app is to Terakoya."""

from __future__ import annotations

from terakoya.model import Assignment, Tag
from terakoya.model.cell_choice import CellChoice, Untagged
from terakoya.model.face import Face, Made

__all__ = ["FACE"]


def _is_named(assignment: Assignment) -> bool:
    """Tell whether the manifest names a notebook that becomes an app."""
    return assignment.app is not None


FACE = Face(
    protocol=1,
    name="app",
    build="terakoya.faces.app.app_notebook:make_app",
    cells=CellChoice(
        Untagged.RESULTS, frozenset({Tag.NARRATIVE, Tag.PARAMETERS, Tag.RESULT, Tag.APP})
    ),
    makes=Made.APP,
    applies=_is_named,
)
