"""The least that a notebook's JSON has to be, before anything reads its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["require_form"]

_TYPES = ("code", "markdown", "raw")


def require_form(notebook: Mapping[str, Any], where: str) -> None:
    """Make sure that a notebook has metadata and cells of the right types.

    It is less than nbformat's schema, and takes no time: what is asked is what is read here.

    Raises:
        NotebookError: it has not; the message names the cell and the key.
    """
    remedy = _("Open it in JupyterLab and save it again.")
    if not isinstance(notebook.get("metadata"), dict) or not isinstance(
        notebook.get("cells"), list
    ):
        what = _("This notebook has no cells, or no metadata.")
        raise NotebookError(what, where=where, remedy=remedy)
    for number, cell in enumerate(notebook["cells"], 1):
        key = _wrong_key(cell)
        if key:
            what = _("“{key}” is missing in this cell, or of a wrong type.").format(key=key)
            place = _("{where}, cell {number}").format(where=where, number=number)
            raise NotebookError(what, where=place, remedy=remedy, cell=number)


def _wrong_key(cell: object) -> str:
    """Return the first key whose value cannot be read; “” where all can."""
    if not isinstance(cell, dict):
        return "cell_type"
    rules: dict[str, Callable[[Any], bool]] = {
        "cell_type": lambda value: value in _TYPES,
        "metadata": lambda value: isinstance(value, dict),
        "source": _is_text,
        "id": lambda value: value is None or (isinstance(value, str) and 0 < len(value) <= 64),
        "attachments": lambda value: value is None or _is_attached(value),
        "outputs": lambda value: value is None or isinstance(value, list),
    }
    wrong = [key for key, holds in rules.items() if not holds(cell.get(key))]
    if wrong:
        return wrong[0]
    metadata = cell["metadata"]
    if not isinstance(metadata.get("nbgrader", {}), dict):
        return "nbgrader"
    tags = metadata.get("tags", [])
    return "" if isinstance(tags, list) and _is_text(tags) else "tags"


def _is_text(value: object) -> bool:
    lines = value if isinstance(value, list) else [value]
    return all(isinstance(line, str) for line in lines)


def _is_attached(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(files, dict) for files in value.values())
