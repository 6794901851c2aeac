"""From an assignment to the document that is printed: read, run, render."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from terakoya.errors import NotebookError
from terakoya.faces.job import FaceJob
from terakoya.faces.markup import MarkedCell, read_markup
from terakoya.faces.paper.document import (
    Block,
    Document,
    Shown,
    make_answers,
    make_blocks,
    make_document,
)
from terakoya.faces.paper.execution import run_reference
from terakoya.faces.paper.sources import list_sources
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.markdown import Numbering
from terakoya.model.face import Face
from terakoya.model.face_cells import chosen_like
from terakoya.workspace.mark_delimiters import course_marks

__all__ = ["read_document"]


def read_document(job: FaceJob, face: Face) -> Document:
    """Run the assignment's notebooks and return what a face shows of them.

    Raises:
        NotebookError: a notebook cannot be read, fails, names a picture that is not there, or
            shows nothing in that face.
        WorkspaceError: a data file is missing.
    """
    blocks: list[Block] = []
    answers: list[Block] = []
    numbering = Numbering()
    like = chosen_like(face)
    for name in job.assignment.notebooks:
        cells = read_markup(
            job.read_notebook(name), job.place_of(name), course_marks(job.workspace)
        )
        blocks += _run(job, cells, numbering, like)
        if job.options.solutions:
            answers += make_answers(cells, job.read_picture, numbering, like)
    if not blocks:
        raise NotebookError(
            _("No cell is shown in the {face}.").format(face=like),
            where=f"source/{job.assignment_id}",
            remedy=_("Give the cells that people shall see the tag narrative or result."),
        )
    language = job.options.language
    draft = Document(
        title=job.assignment.title.in_language(language),
        summary=job.assignment.summary.in_language(language),
        language=language,
        content_language=language,
        made_on=job.today,
        blocks=tuple(_fill(blocks, numbering)),
        answers=tuple(_fill(answers, numbering)),
        sources=tuple(list_sources(job.assignment, language)),
    )
    return make_document(draft)


def _fill(blocks: Iterable[Block], numbering: Numbering) -> Iterator[Block]:
    """Fill in the references to formulas: one may stand before the formula itself."""
    return (replace(block, html=numbering.fill(block.html)) for block in blocks)


def _run(
    job: FaceJob, cells: Sequence[MarkedCell], numbering: Numbering, face: str
) -> tuple[Block, ...]:
    files = {**job.data_files(), **job.notebook_files()}  # one notebook may run another
    options = job.options
    outputs = run_reference(cells, face, files, job.assignment.limits, sandbox=options.sandbox)
    with use_language(options.language):
        made = make_blocks(
            cells,
            outputs,
            job.read_picture,
            numbering,
            Shown(face, code=options.code, solutions=options.solutions),
        )
        return tuple(made)
