"""What nbgrader noted at a cell of a notebook that came from a learner.

Whatever the notebook format allows may stand there: tools and people write what they like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["grade_id_of", "nbgrader_of"]


def nbgrader_of(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return nbgrader's metadata of a cell; empty where there are none, or something else."""
    metadata = cell.get("metadata")
    noted = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return noted if isinstance(noted, Mapping) else {}


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """Return nbgrader's name of a cell; empty where it has none, or one that is no text."""
    name = nbgrader_of(cell).get("grade_id")
    return name if isinstance(name, str) else ""
