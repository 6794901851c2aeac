"""The slides: the handout, one screen at a time, for showing results in a meeting."""

from __future__ import annotations

from pathlib import Path

from terakoya.faces.job import FaceJob
from terakoya.faces.paper.document import Block
from terakoya.faces.paper.pages import render_slides
from terakoya.faces.paper.reading import read_document
from terakoya.faces.paper.slicing import cut_slides
from terakoya.workspace.atomic import write_text

__all__ = ["build_slides"]


def build_slides(job: FaceJob, folder: Path) -> None:
    """Write the slides as an HTML page that stands alone; errors as `build_handout`."""
    document = read_document(job)
    blocks: tuple[Block, ...] = (*document.blocks, *document.answers)
    page = render_slides(document, cut_slides(blocks, document.title))
    write_text(folder / job.file_name("slides", "html"), page)
