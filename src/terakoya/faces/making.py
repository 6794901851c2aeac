"""Making a face: found by its name, built where something changed, and held to what it says."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.faces.cache import BuiltFace, build_face, files_of
from terakoya.faces.job import FaceJob
from terakoya.language import gettext as _
from terakoya.model.face import FACES, Face, Made
from terakoya.model.face_cells import cell_choices, chosen_like
from terakoya.plugins import resolve
from terakoya.workspace import suggest

__all__ = ["find_face", "has_face", "make_face"]


def find_face(name: str) -> Face:
    """Return a face.

    Raises:
        UsageError: there is no such face.
        PluginError: another package brings it, and it cannot be used.
    """
    face = FACES.find(name)
    if face is None:
        what = _("There is no face {face}.").format(face=name)
        raise UsageError(what, remedy=suggest(name, FACES.names()))
    if chosen_like(face) not in cell_choices():
        what = _("It takes its cells like {name}, which is no face that chooses cells.")
        raise FACES.problem(name, what.format(name=chosen_like(face)))
    return face


def has_face(job: FaceJob, face: Face) -> bool:
    """Tell whether an assignment has a face.

    Raises:
        PluginError: another package brings the face, and it cannot tell.
        ManifestError: the assignment cannot be read.
    """
    assignment = job.assignment
    with FACES.guard(face.name):
        return face.applies(assignment)


def make_face(job: FaceJob, name: str, to: Path) -> BuiltFace:
    """Put a face into a folder, making it only where nothing like it has been made before.

    Raises:
        UsageError: there is no such face.
        PluginError: another package brings it, and it fails or makes something else than it says.
        TerakoyaError: whatever its maker raises; the folder is then as it was.
    """
    face = find_face(name)
    return build_face(job, name, lambda job, folder: _make(face, job, folder), to, _code_of(face))


def _make(face: Face, job: FaceJob, folder: Path) -> None:
    with FACES.guard(face.name):
        resolve(face.build)(job, folder)
    made, said = {path.name for path in folder.iterdir()}, _names(face, job)
    if made != said:
        what = _("It made {made}, not {said}.")
        names = {"made": ", ".join(sorted(made)) or "–", "said": ", ".join(sorted(said))}
        raise FACES.problem(face.name, what.format(**names))


def _names(face: Face, job: FaceJob) -> set[str]:
    """Return what a face may put into a folder, in which other faces lie too."""
    if face.makes is Made.FILES:
        return {job.file_name(face.name, file.form) for file in face.files}
    return {job.assignment_id if face.makes is Made.APP else job.folder_name(face.name)}


def _code_of(face: Face) -> str:
    """Hash the package that another one's face is built by: a change of it makes anew."""
    if not FACES.owner(face.name):
        return ""  # ours counts for every face
    spec = find_spec(face.build.partition(":")[0].partition(".")[0])
    homes = spec.submodule_search_locations or [spec.origin or ""] if spec else []
    summary = hashlib.sha256()
    for home in map(Path, homes):
        for path in files_of(home) if home.is_dir() else [home]:
            summary.update(f"{path.name}\0".encode() + path.read_bytes())
    return summary.hexdigest()
