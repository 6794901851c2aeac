"""An app's notebook as `terakoya build` made it, read for running."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from terakoya_autograde import Status

from terakoya.errors import NotebookError
from terakoya.faces.app.dependencies import (
    CellNames,
    Plan,
    cells_to_run,
    names_of,
    plan_anew,
    understand,
    words_of,
)
from terakoya.faces.cells import ANNOUNCED, cell_tags
from terakoya.language import gettext as _
from terakoya.markdown import last_title
from terakoya.model import Tag
from terakoya.model.parameters import BadParameterError, Parameter, read_parameters
from terakoya.model.shows import alternative_text

__all__ = ["AppCell", "AppNotebook", "cell_key", "parse_app", "read_app"]

# nbformat only tells its log of a notebook that has no cells, or cells that are none.
_NO_NOTEBOOK = (OSError, ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError)


@dataclass(frozen=True)
class AppCell:
    """One cell of an app.

    Attributes:
        kind: ``markdown``, ``code`` or ``parameters``.
        heading: the heading it stands below; empty where there is none.
        alt: what its picture shows, in words, with ``{…}`` for values; empty if not given.
        announced: whether its author's tag says that it ends with an error.
    """

    id: str
    kind: str
    source: str
    shown: bool
    heading: str
    alt: str
    attachments: NotebookNode | None = None
    announced: bool = False

    def settled(self, status: Status) -> Status:
        """Return how the cell ended, where an error that is announced is as it should be."""
        return Status.OK if self.announced and status is Status.ERROR else status


@dataclass(frozen=True)
class AppNotebook:
    """A whole app: its title, its cells, its parameters.

    Attributes:
        sources: where its data come from, a line each, in the language of its content.
    """

    path: Path
    title: str
    language: str
    cells: tuple[AppCell, ...]
    parameters: tuple[Parameter, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def code(self) -> tuple[AppCell, ...]:
        """The cells that run, the parameters' among them."""
        return tuple(cell for cell in self.cells if cell.kind != "markdown")

    @cached_property
    def _names(self) -> tuple[CellNames, ...]:
        return self._understand(suspects=True)

    @cached_property
    def _certain(self) -> tuple[CellNames, ...]:
        """What the cells do for certain: in one kernel, every cell more would change more."""
        return self._understand(suspects=False)

    def _understand(self, *, suspects: bool) -> tuple[CellNames, ...]:
        return understand([_names_of_cell(cell, suspects=suspects) for cell in self.code])

    def plan(self, names: frozenset[str]) -> Plan:
        """Plan a run with other values of these parameters, in a kernel that was kept for it."""
        kinds = [cell.kind for cell in self.code]
        given = kinds.index("parameters") if "parameters" in kinds else -1
        return plan_anew(self._names, given, names)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where a run with other values may begin: the first cell that each parameter reaches."""
        plans = (self.plan(frozenset({parameter.name})) for parameter in self.parameters)
        return frozenset(plan.start for plan in plans if plan.start is not None)

    @cached_property
    def follows(self) -> dict[str, tuple[str, ...]]:
        """The parameters that may change what a cell shows, by the cell's id."""
        reached = {
            parameter.name: self.plan(frozenset({parameter.name})).shown
            for parameter in self.parameters
        }
        return {
            cell.id: tuple(name for name, cells in reached.items() if index in cells)
            for index, cell in enumerate(self.code)
        }

    def depending_on(self, names: frozenset[str]) -> tuple[AppCell, ...]:
        """Return the cells to run again in a kernel that has run them all, in order."""
        return tuple(self.code[index] for index in cells_to_run(self._certain, names))

    def used_by(self, cell: AppCell) -> tuple[AppCell, ...]:
        """Return the earlier cells whose names a cell reads; all of them where nobody can tell."""
        place = self.code.index(cell)
        own = self._certain[place]
        return tuple(
            self.code[index]
            for index, names in enumerate(self._certain[:place])
            if own.always or names.always or own.reads & (names.binds | names.changes)
        )


def _names_of_cell(cell: AppCell, *, suspects: bool) -> CellNames:
    """Return a cell's names; those in its picture's words are read as well."""
    if cell.kind == "parameters":
        return CellNames()
    names = names_of(cell.source, suspects=suspects)
    return replace(names, reads=names.reads | words_of(cell.alt)) if "{" in cell.alt else names


def read_app(path: Path) -> AppNotebook:
    """Read an app's notebook.

    Raises:
        NotebookError: it cannot be read, or its parameters are not plain.
    """
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        return parse_app(notebook, path)
    except _NO_NOTEBOOK as error:
        raise NotebookError(
            _("This is not a notebook that can be read."),
            where=path.name,
            remedy=_("Build the app again."),
        ) from error


def parse_app(notebook: NotebookNode, path: Path) -> AppNotebook:
    """Return what an app's notebook says.

    Args:
        path: how messages call it; its name is the title of a notebook without one.

    Raises:
        NotebookError: its parameters are not plain.
    """
    cells = _read_cells(notebook)
    given = next((cell for cell in cells if cell.kind == "parameters"), None)
    kernelspec = notebook.metadata.get("kernelspec", {})
    try:
        parameters = read_parameters(given.source) if given else ()
    except BadParameterError as error:
        raise NotebookError(
            _("Line {line} of the parameters cannot be read.").format(line=error.line),
            where=path.name,
            remedy=_("Run terakoya check."),
        ) from error
    return AppNotebook(
        path=path,
        title=str(notebook.metadata.get("title", path.stem)),
        language=str(kernelspec.get("language", "python")),
        cells=cells,
        parameters=parameters,
        sources=tuple(map(str, notebook.metadata.get("sources", ()))),
    )


def cell_key(cell: NotebookNode, number: int) -> str:
    """Return the name of a notebook's cell, which counts from 1; notebooks before 4.5 have none."""
    return str(cell.get("id") or f"cell-{number}")


def _read_cells(notebook: NotebookNode) -> tuple[AppCell, ...]:
    found: list[AppCell] = []
    heading = ""
    for number, cell in enumerate(notebook.cells, 1):
        tags = cell_tags(cell)
        kind = "parameters" if Tag.PARAMETERS in tags else str(cell.cell_type)
        if kind == "markdown":
            heading = last_title(cell.source) or heading
        if kind == "raw":
            continue
        found.append(
            AppCell(
                id=cell_key(cell, number),
                kind=kind,
                source=cell.source,
                shown=Tag.APP in tags,
                heading=heading,
                alt=alternative_text(cell.source) if kind == "code" else "",
                attachments=cell.get("attachments"),
                announced=ANNOUNCED in tags,
            )
        )
    return tuple(found)
