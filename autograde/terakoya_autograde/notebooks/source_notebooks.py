"""The notebooks of a folder, as plain JSON data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat

from terakoya_autograde.errors import AssignmentError

__all__ = ["read_sources"]


def read_sources(folder: Path) -> dict[str, Any]:
    """Read the instructor's notebooks right in a folder: name → nbformat 4.

    Raises:
        AssignmentError: one cannot be read.
    """
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        except Exception as error:  # nbformat raises whatever is wrong with it
            raise AssignmentError(f"{path.name} cannot be read: {error}") from error
        found[path.stem] = json.loads(json.dumps(notebook))
    return found
