"""Which items are practised again: tagged in the notebook, asked as the manifest says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat

from terakoya.faces.markup import CellKind, MarkedCell, is_hint, read_markup
from terakoya.faces.refresher.face import FACE
from terakoya.markdown import last_title
from terakoya.model import Ask, Assignment, Refresher, Text
from terakoya.workspace import Workspace
from terakoya.workspace.mark_delimiters import course_marks
from terakoya.workspace.outline import read_source_notebook
from terakoya.workspace.workspace import CONFIG

__all__ = ["RefresherItem", "grade_id", "list_refreshers", "read_marked"]


@dataclass(frozen=True)
class RefresherItem:
    """One item that can be practised again.

    Attributes:
        refresher: how it is asked; where the manifest says nothing, by code.
        notebook: the notebook that it is in.
        title: the author's, or the heading above it.
        checks: ids of the test cells between its answer and the next one.
        before: the cells before the answer.
        answer: the answer cell.
        tests: the test cells.
    """

    refresher: Refresher
    notebook: str
    title: Text
    checks: tuple[str, ...]
    before: tuple[MarkedCell, ...]
    answer: MarkedCell
    tests: tuple[MarkedCell, ...]

    @property
    def id(self) -> str:
        """The id of the answer cell."""
        return self.refresher.item

    @property
    def task(self) -> tuple[MarkedCell, ...]:
        """The text right above the answer: what the exercise asks, with its hints."""
        found: list[MarkedCell] = []
        for cell in reversed(self.before):
            if cell.kind is not CellKind.NARRATIVE:
                break
            found.insert(0, cell)
            if not is_hint(cell):
                break
        return tuple(found)

    @property
    def preparation(self) -> tuple[MarkedCell, ...]:
        """The code that the answer stands on, in order; tests and other faces' cells left out."""
        runs = (CellKind.CODE, CellKind.ANSWER, CellKind.PARAMETERS, CellKind.RESULT)
        return tuple(cell for cell in self.before if cell.kind in runs and FACE.name in cell.faces)


def read_marked(workspace: Workspace, assignment: Assignment, name: str) -> tuple[MarkedCell, ...]:
    """Return the marked cells of one of the assignment's notebooks.

    Raises:
        NotebookError: the notebook cannot be read, or its tags contradict each other.
    """
    plain = read_source_notebook(workspace, assignment, name)
    notebook = nbformat.from_dict(plain)
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
    where = f"source/{assignment.id}/{name}.ipynb"
    return read_markup(notebook, where, course_marks(workspace))


def grade_id(cell: MarkedCell) -> str:
    """Return nbgrader's id of a cell; empty where it has none."""
    return str(cell.node.metadata.get("nbgrader", {}).get("grade_id", ""))


def list_refreshers(workspace: Workspace, assignment: Assignment) -> tuple[RefresherItem, ...]:
    """Return the items tagged ``refresher`` in the order of the notebooks.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    files = [workspace.source(assignment.id) / f"{name}.ipynb" for name in assignment.notebooks]
    return workspace.catalogue.readings.get(
        ("source:refreshers", assignment.id),
        [*files, workspace.root / CONFIG],
        lambda: _read_items(workspace, assignment),
        given=(assignment.notebooks, assignment.refreshers),
    )


def _read_items(workspace: Workspace, assignment: Assignment) -> tuple[RefresherItem, ...]:
    asked = {entry.item: entry for entry in assignment.refreshers}
    return tuple(
        item
        for name in assignment.notebooks
        for item in _items(name, read_marked(workspace, assignment, name), asked)
    )


def _items(
    notebook: str, cells: tuple[MarkedCell, ...], asked: dict[str, Refresher]
) -> Iterator[RefresherItem]:
    title = ""
    for place, cell in enumerate(cells):
        if cell.kind is CellKind.NARRATIVE and FACE.name in cell.faces:
            title = last_title(cell.node.source) or title
        if not cell.is_refresher:
            continue
        tests = _tests_after(cells[place + 1 :])
        name = grade_id(cell)
        refresher = asked.get(name) or Refresher(name, Ask.CODE, Text("", ""))
        heading = title or name
        yield RefresherItem(
            refresher=refresher,
            notebook=notebook,
            title=refresher.title if refresher.title.ja else Text(heading, heading),
            checks=tuple(grade_id(test) for test in tests),
            before=cells[:place],
            answer=cell,
            tests=tests,
        )


def _tests_after(cells: tuple[MarkedCell, ...]) -> tuple[MarkedCell, ...]:
    found: list[MarkedCell] = []
    for cell in cells:
        if cell.kind in (CellKind.ANSWER, CellKind.MANUAL):
            break
        if cell.kind is CellKind.TEST:
            found.append(cell)
    return tuple(found)
