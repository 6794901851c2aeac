"""Every face that can be built: one line each, imported when it is first used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from terakoya.errors import UsageError
from terakoya.faces.cache import Maker
from terakoya.faces.job import FaceJob
from terakoya.language import gettext as _
from terakoya.workspace import suggest

__all__ = ["FACES", "PAPERS", "find_maker"]

_FILES: Mapping[str, str] = {
    "handout": "terakoya.faces.handout:build_handout",
    "slides": "terakoya.faces.slides:build_slides",
}
"""Makers of files: (job, folder); the files carry the assignment's and the face's name."""
_FOLDERS: Mapping[str, str] = {
    "exercise": "terakoya.authoring.release:write_release",
    "app": "terakoya.faces.app:build_app",
    "refresher": "terakoya.faces.refresher.kit:build_refresher",
}
"""Makers of one folder: (workspace, assignment's id, folder around it)."""
PAPERS: tuple[str, ...] = tuple(_FILES)
"""The faces that choose what they show, and in which language."""
FACES: tuple[str, ...] = ("exercise", "app", "refresher", "handout", "slides")
"""In the order in which people speak of them."""


def find_maker(face: str) -> Maker:
    """Return what makes a face.

    Raises:
        UsageError: there is no such face.
    """
    if face in _FILES:
        return _load(_FILES[face])  # type: ignore[no-any-return]
    if face in _FOLDERS:
        return partial(_make_folder, face)
    raise UsageError(_("There is no face {face}.").format(face=face), remedy=suggest(face, FACES))


def _make_folder(face: str, job: FaceJob, folder: Path) -> None:
    """Let a face make its folder; all but the app's carry the face's name."""
    made: Path = _load(_FOLDERS[face])(job.workspace, job.assignment_id, folder)
    if face != "app":
        made.rename(folder / f"{job.assignment_id}-{face}")


def _load(name: str) -> Any:
    module, _colon, function = name.partition(":")
    return getattr(import_module(module), function)
