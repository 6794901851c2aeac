"""Pictures of texts: each is there, and of a kind that handout and app show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import nbformat
from bs4 import BeautifulSoup

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.faces.job import BuildOptions, FaceJob
from terakoya.faces.markup import CellKind, MarkedCell, read_markup
from terakoya.language import gettext as _
from terakoya.markdown import render_markdown
from terakoya.markdown.pictures import PictureReader, find_picture
from terakoya.model.face import FACES
from terakoya.model.face_cells import chosen_like

__all__ = ["BrokenPicture", "find_broken_pictures", "shows_picture"]


class BrokenPicture(Check):
    """A picture of a text is not there, or of a kind that handout and app cannot show.

    Why:
        Readers see a hole in its place, and a PDF cannot be made at all. A picture on another host
        is one of them where the handout shows it: paper stands alone, and a closed network is the
        normal case.

    Example:
        <img src="map.bmp" alt="Map">

    Remedy:
        Put it into the assignment's folder as PNG, JPEG, GIF or SVG, and name it under `[[data]]`.
    """

    code = "TK501"
    name = "broken-picture"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such picture."""
        # which day it is changes nothing here
        job = FaceJob(subject.workspace, subject.assignment.id, BuildOptions(), date.min)
        for name, plain in subject.sources.items():
            notebook = nbformat.from_dict(plain)
            for cell in notebook.cells:
                cell.source = "".join(cell.source)
            path = subject.path_of(name)
            for cell in read_markup(notebook, path, subject.marks):
                for picture in find_broken_pictures(cell, job.read_picture):
                    what = _("The picture {name} cannot be put into the page.")
                    remedy = _("Put it into the assignment's folder as PNG, JPEG, GIF or SVG.")
                    place = Place.of_cell(path, cell.number)
                    yield Found(place, what.format(name=picture), remedy)


def find_broken_pictures(cell: MarkedCell, read_picture: PictureReader) -> Iterator[str]:
    """Yield how each picture of a text is called that some face could not show.

    A picture on another host is one of them only in a cell of a face that stands alone.
    """
    if cell.kind not in (CellKind.NARRATIVE, CellKind.MANUAL) or not shows_picture(
        cell.node.source
    ):
        return
    alone = {chosen_like(face) for face in FACES.load().parts.values() if face.stands_alone}
    for address in _addresses(cell):
        elsewhere = address.startswith(("http:", "https:"))
        fine = elsewhere and not alone & cell.shown
        if not fine and find_picture(address, read_picture) is None:
            yield unquote(address)[:200]


def shows_picture(text: str) -> bool:
    """Tell whether a text may show a picture: others need not be rendered to be looked at."""
    return "![" in text or "<img" in text.lower()


def _addresses(cell: MarkedCell) -> list[str]:
    """Return where the pictures of a text lie."""
    tree = BeautifulSoup(
        render_markdown(cell.node.source, cell.node.get("attachments")), "html.parser"
    )
    return [str(image.get("src", "")) for image in tree.find_all("img")]
