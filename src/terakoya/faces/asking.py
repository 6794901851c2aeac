"""What each face asks of an assignment before it is made: for `terakoya check`."""

from __future__ import annotations

from terakoya.faces.job import FaceJob
from terakoya.language import gettext as _
from terakoya.model.face import FACES, FaceFinding
from terakoya.plugins import resolve

__all__ = ["ask_face", "faces_that_ask"]


def faces_that_ask() -> tuple[str, ...]:
    """Return the names of the faces that ask something of their own."""
    return tuple(face.name for face in FACES.load().parts.values() if face.check)


def ask_face(name: str, job: FaceJob) -> tuple[FaceFinding, ...]:
    """Return what a face finds in an assignment; nothing where the assignment has no such face.

    Raises:
        PluginError: the face is another package's, and fails at it.
        TerakoyaError: whatever it raises itself.
    """
    face = FACES.find(name)
    if face is None or not face.applies(job.assignment):
        return ()
    with FACES.guard(name):
        found = tuple(resolve(face.check)(job))
    if any(not isinstance(one, FaceFinding) for one in found):
        raise FACES.problem(name, _("What its check yields is no FaceFinding."))
    return found
