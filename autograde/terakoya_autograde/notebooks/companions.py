"""The other notebooks of a submission, as its code finds them beside the one that runs.

A notebook may run another one of its assignment (``%run other.ipynb``). The instructor's cells in
it are as they were released: hidden tests are in no file that a learner's code can read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import nbformat

from terakoya_autograde.errors import RefusedError
from terakoya_autograde.notebooks.extra_files import MOST_EXTRA_BYTES
from terakoya_autograde.notebooks.submitted import read_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["make_companions"]

_MENTION = b".ipynb"


def make_companions(
    submitted: Mapping[str, bytes], released: Mapping[str, object]
) -> dict[str, bytes]:
    """Return the notebooks that a submission's code may ask for, as files: name → content.

    None where no cell speaks of a notebook, as in nearly every assignment. One that cannot be read
    is left out: it is refused in its own turn.

    Args:
        submitted: name, without its ending → the file's bytes.
        released: name → the learners' version, plain JSON data.
    """
    if len(released) < 2 or not any(_MENTION in content for content in submitted.values()):
        return {}
    found: dict[str, bytes] = {}
    for name in released.keys() & submitted.keys():
        try:
            notebook = read_notebook(submitted[name])
            _put_back(notebook, released[name])
            found[f"{name}.ipynb"] = nbformat.v4.writes(notebook).encode()
        except (RefusedError, AttributeError, KeyError, TypeError):  # whatever is in its metadata
            continue
    return found if sum(map(len, found.values())) <= MOST_EXTRA_BYTES else {}


def _put_back(notebook: NotebookNode, released: Any) -> None:
    """Write the instructor's released cells over what stands in their places."""
    ours = {
        mark["grade_id"]: "".join(cell["source"])
        for cell in released["cells"]
        if _is_ours(mark := cell["metadata"].get("nbgrader", {}))
    }
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade_id") in ours:
            cell.source = ours[mark["grade_id"]]


def _is_ours(mark: Mapping[str, object]) -> bool:
    return bool(mark.get("locked") or mark.get("grade")) and not mark.get("solution")
