"""An author's texts as a feedback page shows them: told from a learner's by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from terakoya_autograde import NBGRADER, Marks

from terakoya.errors import NotebookError
from terakoya.grading.page_pictures import read_from
from terakoya.grading.redact import shown_source
from terakoya.grading.sanitise import sanitise
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import embed_pictures
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_notebook, read_source_notebook

__all__ = ["Authored", "read_authored"]

Authored = Mapping[str, str]
"""A Markdown cell's text, as it stands in the notebook → clean HTML, with its pictures in it."""
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")


def read_authored(
    workspace: Workspace, assignment: Assignment, marks: Marks = NBGRADER
) -> dict[str, Authored]:
    """Return the author's texts of each notebook, of the source and of what learners got.

    Written answers are none of them: a learner's words stand in their place. What is hidden from
    learners is left out, as it is on the page.
    """
    folder = workspace.source(assignment.id)
    return {
        name: {
            text: _render(text, attachments, folder)
            for notebook in _versions(workspace, assignment, name)
            for text, attachments in _texts(notebook, marks)
        }
        for name in assignment.notebooks
    }


def _versions(workspace: Workspace, assignment: Assignment, name: str) -> Iterator[Any]:
    yield read_source_notebook(workspace, assignment, name)
    path = workspace.release(assignment.id) / f"{name}.ipynb"
    if path.is_file():
        try:
            yield read_notebook(path, f"release/{assignment.id}/{path.name}")
        except NotebookError:
            return  # what learners got is spoilt: the source is enough


def _texts(notebook: Any, marks: Marks) -> Iterator[tuple[str, Any]]:
    for cell in notebook["cells"]:
        own = cell["metadata"].get("nbgrader", {}).get("solution")
        if cell["cell_type"] == "markdown" and not own:
            yield shown_source(cell, marks), cell.get("attachments", {})


def _render(text: str, attachments: Any, folder: Path) -> str:
    """Return a text as clean HTML; its headings stand below the page's own: h1 becomes h3."""
    html = embed_pictures(render_markdown(text, attachments), read_from(folder))
    return _HEADING.sub(lambda tag: f"{tag[1]}{min(6, int(tag[2]) + 2)}", sanitise(html))
