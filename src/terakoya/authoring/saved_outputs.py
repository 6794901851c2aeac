"""Saved outputs of an author's notebooks, cleared as JupyterLab's “Clear Outputs of All Cells”."""

from __future__ import annotations

import json

from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import write_bytes
from terakoya.workspace.outline import read_source_notebook

__all__ = ["clear_outputs"]


def clear_outputs(workspace: Workspace, assignment: Assignment) -> tuple[str, ...]:
    """Clear the outputs and counts of an assignment's notebooks; nothing else of them changes.

    Returns:
        The names of the notebooks that held some; the others are not written.

    Raises:
        NotebookError: one cannot be read.
    """
    changed = []
    for name in assignment.notebooks:
        notebook = read_source_notebook(workspace, assignment, name)
        cleared = [_clear(cell) for cell in notebook["cells"]]
        if any(cleared):
            text = json.dumps(notebook, ensure_ascii=False, indent=1)
            path = workspace.source(assignment.id) / f"{name}.ipynb"
            write_bytes(path, f"{text}\n".encode())
            changed.append(name)
    return tuple(changed)


def _clear(cell: dict[str, object]) -> bool:
    """Clear one cell; tell whether there was anything to clear."""
    if cell["cell_type"] != "code" or not (cell.get("outputs") or cell.get("execution_count")):
        return False
    cell["outputs"], cell["execution_count"] = [], None
    return True
