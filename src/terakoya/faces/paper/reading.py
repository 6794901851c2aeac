"""From an assignment to the document that is printed: read, run, render."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from terakoya.errors import NotebookError
from terakoya.faces.job import FaceJob
from terakoya.faces.markup import MarkedCell, read_markup
from terakoya.faces.paper.document import Block, Document, make_answers, make_blocks, make_document
from terakoya.faces.paper.execution import run_reference
from terakoya.faces.paper.sources import list_sources
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.markdown import Numbering
from terakoya.workspace.marks import course_marks

__all__ = ["read_document"]


def read_document(job: FaceJob) -> Document:
    """Run the assignment's notebooks and return what their handout shows.

    Raises:
        NotebookError: a notebook cannot be read, fails, names a picture that is not there, or
            shows nothing in a handout.
        WorkspaceError: a data file is missing.
    """
    blocks: list[Block] = []
    answers: list[Block] = []
    numbering = Numbering()
    for name in job.assignment.notebooks:
        cells = read_markup(
            job.read_notebook(name), job.place_of(name), course_marks(job.workspace)
        )
        blocks += _run(job, cells, numbering)
        answers += make_answers(cells, job.read_picture, numbering) if job.options.solutions else ()
    if not blocks:
        raise NotebookError(
            _("No cell is shown in the handout."),
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


def _run(job: FaceJob, cells: Sequence[MarkedCell], numbering: Numbering) -> tuple[Block, ...]:
    files = {**job.data_files(), **job.notebook_files()}  # one notebook may run another
    outputs = run_reference(cells, files, job.assignment.limits, sandbox=job.options.sandbox)
    options = job.options
    with use_language(options.language):
        made = make_blocks(
            cells,
            outputs,
            job.read_picture,
            numbering,
            code=options.code,
            solutions=options.solutions,
        )
        return tuple(made)
