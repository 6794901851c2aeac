"""What the author marked up once: each cell's kind, and the faces that it is for.

The rules are docs/reference/cell-tags.md. Every face reads them here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from nbformat import NotebookNode
from terakoya_autograde import NBGRADER, Marks

from terakoya.errors import NotebookError
from terakoya.faces.cells import (
    cell_tags,
    explain_misplaced,
    find_misplaced,
    is_answer,
    is_manual_answer,
    is_test,
    without_marks,
)
from terakoya.language import gettext as _
from terakoya.markdown import is_only_folded, without_folded
from terakoya.model import Tag
from terakoya.model.cell_choice import CellChoice, Untagged, only_tag
from terakoya.model.face_cells import cell_choices
from terakoya.model.shows import alternative_text, prints_text, shows_result

__all__ = ["CellKind", "MarkedCell", "is_hint", "read_markup"]

Choices = Mapping[str, CellChoice]
"""Each face that chooses cells in its own way → that way."""


class CellKind(StrEnum):
    """What a cell is for. An answer stays an answer, even where its result is shown."""

    NARRATIVE = "narrative"
    PARAMETERS = "parameters"
    RESULT = "result"
    ANSWER = "answer"
    TEST = "test"
    MANUAL = "manual"
    CODE = "code"
    RAW = "raw"


@dataclass(frozen=True)
class MarkedCell:
    """One cell of the instructor's notebook, as its author meant it.

    Attributes:
        node: the cell itself, unchanged: with solution, hidden tests and marks.
        number: its place in the notebook, from 1.
        place: how messages call it: ``source/a/a.ipynb, cell 7``.
        kind: what it is for.
        faces: where it takes part, by name: its code runs there, its text may be shown there.
        shown: where people see it: a subset of `faces`. Code itself is never shown in an app.
        is_result: whether what it gives is a result for people to look at.
        starts_slide: whether a slide begins here.
        is_refresher: whether it is the answer cell of an item that makes a good refresher.
        unasked: where it is shown although no tag says so: a subset of `shown`.
        marks: the course's delimiters of solutions and hidden tests.
    """

    node: NotebookNode
    number: int
    place: str
    kind: CellKind
    faces: frozenset[str]
    shown: frozenset[str]
    is_result: bool
    starts_slide: bool
    is_refresher: bool
    unasked: frozenset[str] = frozenset()
    marks: Marks = NBGRADER

    def text_in(self, face: str) -> str:
        """Return a text cell's Markdown for a face: without hints where no tag asked for it.

        Raises:
            NotebookError: it holds marks, which have no place in such a cell.
        """
        source = self.solved
        return without_folded(source) if face in self.unasked else source

    @property
    def solved(self) -> str:
        """The source with the solution, without hidden tests and marks.

        Raises:
            NotebookError: a mark has no partner, or no place in a cell of this kind.
        """
        source = str(self.node.source)
        for mark in find_misplaced(self.node, source, self.marks):
            raise explain_misplaced(mark, self.place)
        return without_marks(source, self.place, self.marks)

    @property
    def alt(self) -> str:
        """What the cell's picture shows, in its author's words; ``{…}`` stands for a value."""
        return alternative_text(self.node.source) if self.node.cell_type == "code" else ""

    @property
    def id(self) -> str:
        """The author's cell id; by the cell's place where it has none."""
        return str(self.node.get("id") or f"cell-{self.number}")


def read_markup(
    notebook: NotebookNode, where: str, marks: Marks = NBGRADER, choices: Choices | None = None
) -> tuple[MarkedCell, ...]:
    """Return every cell with its kind and faces; a notebook without tags gets sensible ones.

    Without any tag that speaks of a face, that face shows what a reader would look at: the
    headline, the text before a result, and cells that end in a value or draw. An exercise shows
    everything that is not kept to another face.

    Args:
        notebook: the instructor's version, nbformat 4.
        where: how messages call the notebook.
        marks: the course's delimiters of solutions and hidden tests.
        choices: the faces, and which cells each shows; those that are installed.

    Raises:
        NotebookError: two cells are tagged ``parameters``.
    """
    choices = cell_choices() if choices is None else choices
    drafts = [
        replace(_draft(cell, number, where, choices), marks=marks)
        for number, cell in enumerate(notebook.cells, 1)
    ]
    parameters = [cell.place for cell in drafts if cell.kind is CellKind.PARAMETERS]
    if len(parameters) > 1:
        raise NotebookError(
            _("Two cells are tagged parameters; the other one is {place}.").format(
                place=parameters[0]
            ),
            where=parameters[1],
            remedy=_("Put all parameters into one cell."),
        )
    used = frozenset(tag for cell in drafts for tag in cell_tags(cell.node))
    undecided = {
        face: choice
        for face, choice in choices.items()
        if not choice.is_to_solve and not used & (choice.shows | {only_tag(face)})
    }
    chosen = _default_results(drafts) if undecided else frozenset()
    unasked = _Unasked(drafts, chosen, undecided)
    return tuple(_place(cell, choices, unasked) for cell in drafts)


def _draft(cell: NotebookNode, number: int, where: str, choices: Choices) -> MarkedCell:
    tags = cell_tags(cell)
    kind = _kind(cell, tags)
    return MarkedCell(
        node=cell,
        number=number,
        place=_("{where}, cell {number}").format(where=where, number=number),
        kind=kind,
        faces=_faces(kind, tags, choices),
        shown=frozenset(),
        is_result=Tag.RESULT in tags and cell.cell_type == "code",
        starts_slide=Tag.SLIDE in tags,
        is_refresher=Tag.REFRESHER in tags and kind is CellKind.ANSWER,
    )


def _kind(cell: NotebookNode, tags: frozenset[str]) -> CellKind:
    """nbgrader's marks come first: no tag turns a test into a result."""
    if is_test(cell):
        return CellKind.TEST
    if is_manual_answer(cell):
        return CellKind.MANUAL
    if cell.cell_type != "code":
        return CellKind.NARRATIVE if cell.cell_type == "markdown" else CellKind.RAW
    if is_answer(cell):
        return CellKind.ANSWER
    if Tag.PARAMETERS in tags:
        return CellKind.PARAMETERS
    return CellKind.RESULT if Tag.RESULT in tags else CellKind.CODE


def _faces(kind: CellKind, tags: frozenset[str], choices: Choices) -> frozenset[str]:
    allowed = _kept_to(tags, choices) or frozenset(choices)
    if kind in (CellKind.TEST, CellKind.MANUAL, CellKind.RAW):
        return frozenset(face for face in allowed if choices[face].is_to_solve)
    return allowed


def _kept_to(tags: frozenset[str], choices: Choices) -> frozenset[str]:
    """Return the faces that a cell is kept to; with several such tags, each of those."""
    return frozenset(face for face in choices if only_tag(face) in tags)


@dataclass(frozen=True)
class _Unasked:
    """What faces show of a notebook in which no tag speaks of them.

    Attributes:
        drafts: the whole notebook.
        results: the numbers of the cells that give a result.
        choices: those faces.
    """

    drafts: Sequence[MarkedCell]
    results: frozenset[int]
    choices: Choices

    def faces_of(self, cell: MarkedCell) -> frozenset[str]:
        return frozenset(face for face, choice in self.choices.items() if self._shows(choice, cell))

    def _shows(self, choice: CellChoice, cell: MarkedCell) -> bool:
        if choice.untagged is Untagged.RESULTS:
            return _is_looked_at(cell, self.drafts, self.results)
        return _is_read(cell, self.results)


def _place(cell: MarkedCell, choices: Choices, unasked: _Unasked) -> MarkedCell:
    """Say where a cell is shown: as its tags say, or by default where no tag speaks of a face."""
    tags = cell_tags(cell.node)
    shown = {
        face for face, choice in choices.items() if choice.is_to_solve or tags & choice.shows
    } | _kept_to(tags, choices)
    added = unasked.faces_of(cell) - shown
    is_result = cell.is_result or cell.number in unasked.results
    kind = CellKind.RESULT if is_result and cell.kind is CellKind.CODE else cell.kind
    return replace(
        cell,
        kind=kind,
        shown=cell.faces & (shown | added),
        is_result=is_result,
        unasked=cell.faces & added,
    )


def _default_results(drafts: Sequence[MarkedCell]) -> frozenset[int]:
    """Choose the results of a notebook without tags: what shows something, else what prints."""
    runs = [cell for cell in drafts if cell.kind in (CellKind.CODE, CellKind.ANSWER)]
    for looks in (shows_result, prints_text):
        found = frozenset(cell.number for cell in runs if looks(cell.solved))
        if found:
            return found
    return frozenset()


def _is_looked_at(cell: MarkedCell, drafts: Sequence[MarkedCell], chosen: frozenset[int]) -> bool:
    """Tell whether an untagged cell is to be looked at: a result, the headline, text before one.

    Hints, and code that only prepares, may stand between a text and its result.
    """
    if cell.number in chosen:
        return True
    if cell.kind is not CellKind.NARRATIVE or is_hint(cell):
        return False
    following = (
        other
        for other in drafts[cell.number :]
        if not is_hint(other) and (other.node.cell_type != "code" or other.number in chosen)
    )
    after = next(following, None)
    return cell.number == 1 or (after is not None and after.number in chosen)


def _is_read(cell: MarkedCell, chosen: frozenset[int]) -> bool:
    return cell.number in chosen or (cell.kind is CellKind.NARRATIVE and not is_hint(cell))


def is_hint(cell: MarkedCell) -> bool:
    """Tell whether all of a cell's text is folded away: hints are for those who do the exercise."""
    return cell.kind is CellKind.NARRATIVE and is_only_folded(cell.node.source)
