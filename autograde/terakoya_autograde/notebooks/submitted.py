"""Reading what a learner calls a notebook: it may be anything at all."""

from __future__ import annotations

from typing import Any

import nbformat

from terakoya_autograde.errors import RefusedError
from terakoya_autograde.weight import weigh

__all__ = ["HEAVIEST_NOTEBOOK", "LARGEST_NOTEBOOK", "read_notebook"]

LARGEST_NOTEBOOK = 64 * 2**20
HEAVIEST_NOTEBOOK = 160 * 2**20  # bytes of objects; as nodes, read and written, five times that


def read_notebook(content: bytes | None) -> Any:
    """Return a submitted notebook as a node of nbformat 4.

    Args:
        content: the file's bytes; None where it is no regular file.

    Raises:
        RefusedError: it is no notebook that can be read, executed and written again.
    """
    if content is None:
        raise RefusedError("not a regular file")
    if len(content) > LARGEST_NOTEBOOK:
        raise RefusedError(f"{len(content)} bytes are too many for a notebook")
    if weigh(content, HEAVIEST_NOTEBOOK) > HEAVIEST_NOTEBOOK:
        raise RefusedError("it holds too many values for a notebook")
    try:
        notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8")), 4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []  # nbgrader clears them first; nobody shall be refused for them
        nbformat.v4.writes(notebook).encode("utf-8")  # JSON can say half characters, a file cannot
    except Exception as error:  # anything can be in the file, of any type and at any place
        reason = str(error).strip().splitlines()[:1] or [""]
        message = f"not a notebook: {type(error).__name__}: {reason[0][:300]}"
        raise RefusedError(message) from error
    return notebook
