"""Handouts and slides: the built files of a folder, one card an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse

from terakoya.language import gettext as _
from terakoya.portal.access import Access, require
from terakoya.portal.headers import PAPER_POLICY
from terakoya.portal.site import AppLink

__all__ = ["PaperCard", "PaperShelf", "paper_router"]

_KINDS = {
    "-handout.pdf": "application/pdf",
    "-handout.html": "text/html; charset=utf-8",
    "-slides.html": "text/html; charset=utf-8",
}
"""How the files end that are shown; those with answers end otherwise and never are."""


@dataclass(frozen=True)
class PaperFile:
    """One file and the words of its link."""

    name: str
    words: str


@dataclass(frozen=True)
class PaperCard:
    """An assignment's handout and slides."""

    title: str
    files: tuple[PaperFile, ...]


@dataclass(frozen=True)
class PaperShelf:
    """The files of a folder that belong to assignments which the site knows."""

    folder: Path

    def cards(self, assignments: Sequence[AppLink]) -> list[PaperCard]:
        """Return a card for every assignment with at least one file."""
        words = {
            "-handout.pdf": _("Handout (PDF)"),
            "-handout.html": _("Handout (page)"),
            "-slides.html": _("Slides"),
        }
        cards = []
        for entry in assignments:
            names = {ending: f"{entry.id}{ending}" for ending in _KINDS}
            files = [
                PaperFile(name, words[ending])
                for ending, name in names.items()
                if (self.folder / name).is_file()
            ]
            if files:
                cards.append(PaperCard(entry.title, tuple(files)))
        return cards

    def find(self, assignment_id: str, ending: str) -> Path | None:
        """Return a file of an assignment; None where there is none of that kind."""
        path = self.folder / f"{assignment_id}{ending}"
        return path if ending in _KINDS and path.is_file() else None


def paper_router(shelf: PaperShelf, access: Access) -> APIRouter:
    """Return the route of the files. It asks `access` before it looks."""
    router = APIRouter()

    def show_paper(request: Request, name: str) -> FileResponse:
        ending = next((ending for ending in _KINDS if name.endswith(ending)), "")
        assignment_id = name.removesuffix(ending)
        require(access.may_use_apps(request, assignment_id))
        path = shelf.find(assignment_id, ending) if ending else None
        if path is None or path.parent != shelf.folder:
            raise HTTPException(404)
        headers = {} if ending.endswith(".pdf") else {"content-security-policy": PAPER_POLICY}
        return FileResponse(path, media_type=_KINDS[ending], headers=headers)

    router.add_api_route("/papers/{name}", show_paper, methods=["GET", "HEAD"], response_model=None)
    return router
