"""Can every picture of a text be put into the faces: is it there, and of a kind that they show?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import unquote

import nbformat
from bs4 import BeautifulSoup

from terakoya.authoring.quality import Subject
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.markup import CellKind, MarkedCell, read_markup
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import PictureReader, find_picture
from terakoya.model.face import FACES
from terakoya.model.face_cells import chosen_like
from terakoya.workspace.marks import course_marks

__all__ = ["check", "look_at_pictures"]

Found = tuple[str, str, str]


def check(subject: Subject) -> Iterator[Found]:
    """Yield every picture of a text that some face could not show."""
    # which day it is changes nothing here
    job = FaceJob(subject.workspace, subject.assignment.id, BuildOptions(), date.min)
    for name, plain in subject.sources.items():
        notebook = nbformat.from_dict(plain)
        for cell in notebook.cells:
            cell.source = "".join(cell.source)
        yield from look_at_pictures(
            read_markup(notebook, job.place_of(name), course_marks(job.workspace)), job.read_picture
        )


def look_at_pictures(cells: Sequence[MarkedCell], read_picture: PictureReader) -> Iterator[Found]:
    """Yield (where, what, remedy) for the texts of one notebook.

    A picture on another host is a finding only in a cell of a face that stands alone.
    """
    alone = {chosen_like(face) for face in FACES.load().parts.values() if face.stands_alone}
    for cell in cells:
        if cell.kind not in (CellKind.NARRATIVE, CellKind.MANUAL):
            continue
        for address in _addresses(cell):
            elsewhere = address.startswith(("http:", "https:"))
            fine = elsewhere and not alone & cell.shown
            if not fine and find_picture(address, read_picture) is None:
                what = _("The picture {name} cannot be put into the page.")
                remedy = _("Put it into the assignment's folder as PNG, JPEG, GIF or SVG.")
                yield cell.place, what.format(name=unquote(address)[:200]), remedy


def _addresses(cell: MarkedCell) -> list[str]:
    """Return where the pictures of a text lie."""
    tree = BeautifulSoup(
        render_markdown(cell.node.source, cell.node.get("attachments")), "html.parser"
    )
    return [str(image.get("src", "")) for image in tree.find_all("img")]
