"""What faces make as files, in a folder of built ones; and the page for learners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, Response

from terakoya.faces.paper.guide import make_guide
from terakoya.language import current_language
from terakoya.model.face import FACES, Face, FaceFile
from terakoya.model.permissions import ANYTHING, Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.headers import PAPER_POLICY
from terakoya.refresh import tokyo_date

__all__ = ["PaperFile", "PaperStore", "guide_router", "paper_router"]

_NAME = re.compile(r"(?P<assignment>.+)-(?P<face>[a-z][a-z0-9]*)(?:\.en)?\.(?P<form>[a-z0-9]+)")
"""How the files are called; those with answers are called otherwise and never are shown."""
_PDF = "application/pdf"
"""Browsers show it with a viewer of their own, which a policy would stop."""
_LANGUAGES = {"ja": "", "en": ".en"}


@dataclass(frozen=True)
class PaperFile:
    """One file and the words of its link."""

    name: str
    words: str


@dataclass(frozen=True)
class PaperStore:
    """The built files of a folder."""

    folder: Path

    def files(self, assignment_id: str) -> tuple[PaperFile, ...]:
        """Return an assignment's files, each in the visitor's language where there is that one."""
        language = current_language()
        best = sorted(_LANGUAGES, key=lambda other: other != language)
        found = []
        for face, file in _offered():
            names = (f"{assignment_id}-{face.name}{_LANGUAGES[one]}.{file.form}" for one in best)
            name = next((name for name in names if (self.folder / name).is_file()), None)
            if name is not None:
                found.append(PaperFile(name, file.words.in_language(language)))
        return tuple(found)


def _offered() -> Iterator[tuple[Face, FaceFile]]:
    """Yield every file that a face makes, whoever brings the face."""
    for face in FACES.load().parts.values():
        for file in face.files:
            yield face, file


def _media_type(face: str, form: str) -> str | None:
    """Return what such a file is; None for what no face makes."""
    return next(
        (file.media_type for one, file in _offered() if (one.name, file.form) == (face, form)), None
    )


def _is_file(path: Path) -> bool:
    """Tell whether there is a file; a name that no file can have is that of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def paper_router(store: PaperStore, permissions: Permissions) -> APIRouter:
    """Return the route of the files. It asks `permissions` before it looks."""
    router = APIRouter()

    def show_paper(request: Request, name: str) -> FileResponse:
        parts = _NAME.fullmatch(name)
        of = Of(assignment=parts["assignment"] if parts else name)
        permissions.require(request, Action.READ_PAPER, of)
        kind = _media_type(parts["face"], parts["form"]) if parts else None
        path = store.folder / name
        if kind is None or path.parent != store.folder or not _is_file(path):
            raise HTTPException(404)
        headers = {} if kind == _PDF else {"content-security-policy": PAPER_POLICY}
        return FileResponse(path, media_type=kind, headers=headers)

    router.add_api_route("/papers/{name}", show_paper, methods=["GET", "HEAD"], response_model=None)
    return router


def guide_router(permissions: Permissions) -> APIRouter:
    """Return the route of the page for learners, made when it is first asked for on a day."""
    router = APIRouter()

    def give_guide(request: Request) -> Response:
        permissions.require(request, Action.SEE_SITE, ANYTHING)
        language = current_language()
        made = make_guide(language, tokyo_date(datetime.now(UTC)))
        name = f'inline; filename="terakoya-{language}.pdf"'
        return Response(made, media_type=_PDF, headers={"content-disposition": name})

    router.add_api_route("/guide.pdf", give_guide, methods=["GET", "HEAD"], response_model=None)
    return router
