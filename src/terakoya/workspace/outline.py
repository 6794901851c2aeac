"""What a learner finds in an assignment: its items, each under the heading it stands below."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from terakoya_autograde import shown_source

from terakoya.errors import NotebookError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.model.face_cells import not_released
from terakoya.workspace.mark_delimiters import course_marks
from terakoya.workspace.notebook_form import require_form
from terakoya.workspace.workspace import CONFIG, Workspace

__all__ = ["OutlineItem", "Section", "read_notebook", "read_outline", "read_source_notebook"]


@dataclass(frozen=True, eq=False)  # a chain as long as a notebook: never followed by recursion
class Section:
    """Markdown that learners see, and the one above it."""

    text: str
    above: Section | None = field(default=None, repr=False)

    @cached_property
    def title(self) -> str:
        """The last heading in it, or the nearest one above; empty where there is none.

        It is read when it is asked for: the parser of Markdown takes a quarter of a second to load,
        and whoever grades shows no title.
        """
        from terakoya.markdown import last_title  # noqa: PLC0415

        section: Section | None = self
        while section is not None:
            if title := last_title(section.text):
                return title
            section = section.above
        return ""


@dataclass(frozen=True)
class OutlineItem:
    """One graded cell or task.

    Attributes:
        heading: what its title is read from; or the title.
        answers: the ids of the cells in which its answer stands, in the same notebook; of what a
            person grades it is itself.
    """

    notebook: str
    id: str
    points: float
    heading: Section | str = ""
    answers: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The nearest heading above it that learners see; its name, where there is none."""
        heading = self.heading
        return (heading if isinstance(heading, str) else heading.title) or self.id

    @property
    def key(self) -> tuple[str, str]:
        """What names it within its assignment: two notebooks may use one id."""
        return self.notebook, self.id


def read_source_notebook(workspace: Workspace, assignment: Assignment, name: str) -> Any:
    """Read an instructor's notebook as plain JSON data.

    Raises:
        NotebookError: the file is missing or is not a notebook of format 4 that can be read.
    """
    path = workspace.source(assignment.id) / f"{name}.ipynb"
    return read_notebook(path, f"source/{assignment.id}/{name}.ipynb")


def read_notebook(path: Path, where: str) -> Any:
    """Read a notebook of an author as plain JSON data.

    Args:
        where: how messages name the file.

    Raises:
        NotebookError: the file is missing or is not a notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = _("Add the notebook, or correct notebooks in assignment.toml.")
        raise NotebookError(_("The notebook is missing."), where=where, remedy=remedy) from None
    except OSError as error:
        what = _("The notebook cannot be read: {reason}.").format(reason=error.strerror)
        remedy = _("Correct its permissions, or replace it.")
        raise NotebookError(what, where=where, remedy=remedy) from None
    except (ValueError, RecursionError) as error:
        remedy = _("Open it in JupyterLab and save it again.")
        reason = _("This is not a notebook: {reason}.").format(reason=error)
        raise NotebookError(reason, where=where, remedy=remedy) from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        remedy = _("Open it in JupyterLab and save it again.")
        raise NotebookError(_("This is not a notebook of format 4."), where=where, remedy=remedy)
    require_form(notebook, where)
    return notebook


def read_outline(workspace: Workspace, assignment: Assignment) -> tuple[OutlineItem, ...]:
    """Return the items of an assignment in the order in which a learner meets them.

    Raises:
        NotebookError: a notebook is missing or cannot be read, or a graded cell has no name.
        WorkspaceError: the workspace's configuration cannot be run.
    """
    files = [workspace.source(assignment.id) / f"{name}.ipynb" for name in assignment.notebooks]
    return workspace.catalogue.readings.get(
        ("source:outline", assignment.id),
        [*files, workspace.root / CONFIG],
        lambda: _read_items(workspace, assignment),
        given=assignment.notebooks,
    )


def _read_items(workspace: Workspace, assignment: Assignment) -> tuple[OutlineItem, ...]:
    items: list[OutlineItem] = []
    marks = course_marks(workspace)
    for name in assignment.notebooks:
        section: Section | None = None
        answers = _Answers()
        where = f"source/{assignment.id}/{name}.ipynb"
        notebook = read_source_notebook(workspace, assignment, name)
        for number, cell in enumerate(notebook["cells"], 1):
            tag = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "markdown" and _is_released(cell):
                section = Section(shown_source(cell, marks), section)
            own = answers.meet(tag)
            if tag.get("grade") or tag.get("task"):
                place = _("{where}, cell {number}").format(where=where, number=number)
                items.append(replace(_item(name, tag, section, place), answers=own))
    return tuple(items)


@dataclass
class _Answers:
    """The answer cells that a check stands for: those above it, up to the check before them."""

    open: tuple[str, ...] = ()
    checked: bool = False

    def meet(self, tag: Mapping[str, object]) -> tuple[str, ...]:
        """Take the next cell's nbgrader metadata; return the answers of what it grades."""
        name = str(tag.get("grade_id"))
        graded = bool(tag.get("grade"))
        if tag.get("task") or (graded and tag.get("solution")):
            return (name,)
        if tag.get("solution"):
            self.open = (name,) if self.checked else (*self.open, name)
            self.checked = False
        elif graded:
            self.checked = True
            return self.open
        return ()


def _is_released(cell: Mapping[str, Any]) -> bool:
    """Tell whether learners get a cell: one that is kept to another face heads nothing there."""
    tags = cell["metadata"].get("tags", [])
    tags = frozenset(map(str, tags)) if isinstance(tags, list) else frozenset()
    return not tags & not_released()


def _item(
    notebook: str, tag: Mapping[str, Any], section: Section | None, place: str
) -> OutlineItem:
    name, points = tag.get("grade_id"), tag.get("points", 0)
    key = "grade_id" if not (isinstance(name, str) and name) else "points"
    try:
        worth = float(points)
    except (TypeError, ValueError, OverflowError):
        worth = math.nan
    if key == "grade_id" or not math.isfinite(worth):
        what = _("“{key}” is missing in this cell, or of a wrong type.").format(key=key)
        remedy = _("Open it in JupyterLab and save it again.")
        raise NotebookError(what, where=place, remedy=remedy)
    return OutlineItem(notebook, str(name), worth, section or "")
