"""The slides: the handout's content, one screen at a time, for showing results in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from terakoya.faces.job import FaceJob
from terakoya.faces.paper.document import Block, Document
from terakoya.faces.paper.making_documents import read_document
from terakoya.faces.paper.paper_pages import PAPER_STYLE, read_asset, render_alone, within_reach
from terakoya.faces.slides.face import FACE
from terakoya.faces.slides.slicing import Slide, cut_slides
from terakoya.workspace.atomic import write_text

__all__ = ["build_slides"]

_FOLDER = Path(__file__).parent


def build_slides(job: FaceJob, folder: Path) -> None:
    """Write the slides as an HTML page that stands alone.

    Raises:
        NotebookError: the notebook cannot be read or run.
        WorkspaceError: a data file is missing.
    """
    document = read_document(job, FACE)
    blocks: tuple[Block, ...] = (*document.blocks, *document.answers)
    page = _render(document, cut_slides(blocks, document.title))
    write_text(folder / job.file_name(FACE.name, "html"), page)


def _render(document: Document, slides: Sequence[Slide]) -> str:
    templates, reveal = _FOLDER / "templates", _FOLDER / "reveal"
    return render_alone(
        templates / "slides.html.j2",
        document,
        (PAPER_STYLE, templates / "slides.css"),
        lead=Markup("".join(slide.html for slide in slides if slide.is_lead)),  # noqa: S704 - clean
        slides=[
            {"html": within_reach(slide.html), "dense": slide.is_dense}
            for slide in slides
            if not slide.is_lead
        ],
        reveal_style=read_asset(reveal / "reveal.css"),
        reveal_script=read_asset(reveal / "reveal.js"),
        start_script=read_asset(templates / "slides.js"),
    )
