"""The handout: results and what they mean, on A4 and as a page, for people in a meeting."""

from __future__ import annotations

from pathlib import Path

from terakoya.faces.handout.face import FACE
from terakoya.faces.job import FaceJob
from terakoya.faces.paper.making_documents import read_document
from terakoya.faces.paper.paper_pages import render_page
from terakoya.faces.paper.pdf import make_pdf
from terakoya.workspace.atomic import write_bytes, write_text

__all__ = ["build_handout"]


def build_handout(job: FaceJob, folder: Path) -> None:
    """Write the handout as a PDF file and as an HTML page that stands alone.

    Raises:
        NotebookError: the notebook cannot be read, run or set.
        WorkspaceError: a data file is missing.
    """
    document = read_document(job, FACE)
    write_bytes(folder / job.file_name(FACE.name, "pdf"), make_pdf(document))
    write_text(folder / job.file_name(FACE.name, "html"), render_page(document))
