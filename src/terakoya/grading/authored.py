"""An author's texts as a feedback page shows them: told from a learner's by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

from terakoya_autograde import NBGRADER, Marks

from terakoya.errors import NotebookError
from terakoya.grading.redact import shown_source
from terakoya.grading.sanitise import sanitise
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import find_picture, picture_address
from terakoya.model import Assignment
from terakoya.workspace import Workspace
from terakoya.workspace.outline import read_notebook, read_source_notebook

__all__ = ["Authored", "read_authored"]

Authored = Mapping[str, str]
"""A Markdown cell's text, as it stands in the notebook → clean HTML, with its pictures in it."""
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
_MOST_BYTES = 5 * 2**20


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
    html = _IMAGE.sub(lambda found: _put_inside(found, folder), render_markdown(text, attachments))
    return _HEADING.sub(lambda tag: f"{tag[1]}{min(6, int(tag[2]) + 2)}", sanitise(html))


def _put_inside(found: re.Match[str], folder: Path) -> str:
    """Return the beginning of an image whose address holds the picture itself."""

    def read(name: str) -> bytes | None:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
        return path.read_bytes() if inside and path.stat().st_size <= _MOST_BYTES else None

    address = unescape(found[2])
    picture = None if address.startswith("data:") else find_picture(address, read)
    return f"{found[1]}{escape(picture_address(*picture))}{found[3]}" if picture else found[0]
