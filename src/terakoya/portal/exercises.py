"""Exercises: the learner's version of an assignment, as one zip to open in JupyterLab."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from terakoya.model.permissions import Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.site import SiteSource

__all__ = ["exercise_router", "zip_folder"]

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same files are the same bytes


def exercise_router(source: SiteSource, permissions: Permissions) -> APIRouter:
    """Return the route of the zips. It asks `permissions` before it looks."""
    router = APIRouter()

    def give_exercise(request: Request, assignment_id: str) -> Response:
        permissions.require(request, Action.TAKE_EXERCISE, Of(assignment=assignment_id))
        link = source.assignment(assignment_id)
        if link is None or link.release is None or not link.release.is_dir():
            raise HTTPException(404)
        name = f'attachment; filename="{link.id}.zip"'
        content = zip_folder(link.release, link.id)
        return Response(
            content, media_type="application/zip", headers={"content-disposition": name}
        )

    path = "/exercises/{assignment_id}.zip"
    router.add_api_route(path, give_exercise, methods=["GET", "HEAD"], response_model=None)
    return router


def zip_folder(folder: Path, name: str) -> bytes:
    """Return a zip of a folder's files, below a folder `name`; links are left out."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            member = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _DAY)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, path.read_bytes())
    return content.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and not any(p.startswith(".") for p in inside):
            yield path
