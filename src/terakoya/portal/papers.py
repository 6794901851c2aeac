"""Handouts and slides: the built files of a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse

from terakoya.language import gettext as _
from terakoya.portal.access import Access, require
from terakoya.portal.headers import PAPER_POLICY

__all__ = ["PaperFile", "PaperShelf", "paper_router"]

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
class PaperShelf:
    """The built files of a folder."""

    folder: Path

    def files(self, assignment_id: str) -> tuple[PaperFile, ...]:
        """Return the files of an assignment, in the order in which people look for them."""
        words = {
            "-handout.pdf": _("Handout (PDF)"),
            "-handout.html": _("Handout (page)"),
            "-slides.html": _("Slides"),
        }
        return tuple(
            PaperFile(f"{assignment_id}{ending}", words[ending])
            for ending in _KINDS
            if (self.folder / f"{assignment_id}{ending}").is_file()
        )

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
