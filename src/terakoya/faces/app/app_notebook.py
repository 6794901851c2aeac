"""The app: the instructor notebook as a page for people who never see code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from terakoya_autograde import NBGRADER, Marks

from terakoya.errors import NotebookError, UsageError, WorkspaceError
from terakoya.faces.app.face import FACE
from terakoya.faces.cells import ANNOUNCED, cell_tags
from terakoya.faces.job import FaceJob
from terakoya.faces.markup import CellKind, MarkedCell, read_markup
from terakoya.faces.paper.sources import source_lines
from terakoya.language import gettext as _
from terakoya.model import Assignment, Tag
from terakoya.workspace import Workspace
from terakoya.workspace.atomic import replace_directory, write_text
from terakoya.workspace.mark_delimiters import course_marks

__all__ = ["SHOWN", "build_app", "make_app", "make_app_notebook"]

SHOWN = "app"
"""The tag of the cells that the app's template shows; it drops what every other cell prints."""


def make_app(job: FaceJob, folder: Path) -> None:
    """Make the app as a face; errors as `build_app`."""
    build_app(job.workspace, job.assignment_id, folder)


def build_app(workspace: Workspace, assignment_id: str, to: Path) -> Path:
    """Make the app of an assignment: ``to/<id>/<id>.ipynb`` and the assignment's data.

    Returns:
        the app's folder. An older one of the same assignment is replaced in one step.

    Raises:
        UsageError: there is no such assignment, or its manifest names no app.
        NotebookError: the notebook cannot be read, or no cell is tagged for the app.
        WorkspaceError: a data file that the manifest names is missing.
    """
    assignment = workspace.read_assignment(assignment_id)
    source = workspace.source(assignment_id)
    notebook = _read_notebook(source, _app_notebook(assignment))
    app = make_app_notebook(
        notebook,
        assignment.title.ja,
        where=f"source/{assignment_id}",
        marks=course_marks(workspace),
    )
    app.metadata["sources"] = list(source_lines(assignment, "ja"))
    folder = to / assignment_id
    with replace_directory(folder) as new:
        write_text(new / f"{assignment_id}.ipynb", nbformat.writes(app) + "\n")
        _copy_data(assignment, source, new)
    return folder


def make_app_notebook(
    notebook: NotebookNode, title: str, *, where: str, marks: Marks = NBGRADER
) -> NotebookNode:
    """Return the app's notebook: solved, without checks, with only the app's cells shown.

    Args:
        notebook: the instructor's version, nbformat 4.
        title: the page's title.
        where: how messages call the notebook.
        marks: the course's delimiters of solutions and hidden tests.

    Raises:
        NotebookError: nothing would be shown, or marks do not pair.
    """
    cells = list(_app_cells(read_markup(notebook, where, marks)))
    if not any(_is_shown(cell) for cell in cells):
        raise NotebookError(
            _("No cell is for the app."),
            where=where,
            remedy=_("Give the cells that people shall see the tag result, narrative or app."),
        )
    if not any(_has_main_heading(cell) for cell in cells):
        cells.insert(0, _heading(title))
    metadata = {"title": title, "kernelspec": _kernelspec(notebook)}
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)
    return made


def _app_cells(cells: Iterable[MarkedCell]) -> Iterator[NotebookNode]:
    for cell in cells:
        if FACE.name not in cell.faces:
            continue
        shown = FACE.name in cell.shown
        if cell.node.cell_type == "code":
            yield _code_cell(cell, shown)
        elif shown:
            yield _markdown_cell(cell)


def _code_cell(cell: MarkedCell, shown: bool) -> NotebookNode:
    tags = [SHOWN if shown else "quiet"]
    if cell.kind is CellKind.PARAMETERS:
        tags.append(Tag.PARAMETERS.value)
    tags += sorted(cell_tags(cell.node) & {ANNOUNCED})
    made: NotebookNode = nbformat.v4.new_code_cell(cell.solved, id=cell.id, metadata={"tags": tags})
    return made


def _markdown_cell(cell: MarkedCell) -> NotebookNode:
    text = cell.text_in(FACE.name)
    made: NotebookNode = nbformat.v4.new_markdown_cell(text, id=cell.id, metadata={"tags": [SHOWN]})
    if cell.node.get("attachments"):
        made["attachments"] = cell.node.attachments
    return made


def _heading(title: str) -> NotebookNode:
    made: NotebookNode = nbformat.v4.new_markdown_cell(
        f"# {title}", id="app-title", metadata={"tags": [SHOWN]}
    )
    return made


def _has_main_heading(cell: NotebookNode) -> bool:
    is_markdown = cell.cell_type == "markdown"
    return is_markdown and _is_shown(cell) and re.search(r"^# \S", cell.source, re.M) is not None


def _is_shown(cell: NotebookNode) -> bool:
    return SHOWN in cell.metadata.tags


def _kernelspec(notebook: NotebookNode) -> dict[str, str]:
    given = notebook.metadata.get("kernelspec", {})
    return {
        "display_name": str(given.get("display_name", "Python 3")),
        "language": str(given.get("language", "python")),
        "name": str(given.get("name", "python3")),
    }


def _app_notebook(assignment: Assignment) -> str:
    if assignment.app is None:
        raise UsageError(
            _("This assignment has no app."),
            where=f"source/{assignment.id}/assignment.toml",
            remedy=_('Name the notebook that becomes one: app = "{notebook}"').format(
                notebook=assignment.notebooks[0]
            ),
        )
    return f"{assignment.app}.ipynb"


def _read_notebook(source: Path, name: str) -> NotebookNode:
    where = f"source/{source.name}/{name}"
    try:
        made: NotebookNode = nbformat.reads(
            (source / name).read_text(encoding="utf-8"), as_version=4
        )
        return made
    except FileNotFoundError:
        raise NotebookError(
            _("The notebook is missing."),
            where=where,
            remedy=_("Add it, or correct the name in assignment.toml."),
        ) from None
    except (UnicodeDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        raise NotebookError(
            _("This is not a notebook that can be read."),
            where=where,
            remedy=_("Open it in JupyterLab and save it again."),
        ) from None


def _copy_data(assignment: Assignment, source: Path, folder: Path) -> None:
    """Copy what the manifest lists and nothing else: answers and generators stay at home."""
    for entry in assignment.data:
        origin, copy = source / entry.file, folder / entry.file
        if not origin.is_file():
            raise WorkspaceError(
                _("The data file is missing."),
                where=f"source/{assignment.id}/{entry.file}",
                remedy=_("Make it again, or take it out of assignment.toml."),
            )
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, copy)
