"""Pictures of solutions and mark schemes: nbgrader takes the text away and leaves them."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde import RegionKind

from terakoya.authoring.attachments import find_hidden_files, find_hidden_pictures
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.model.face_cells import not_released

__all__ = ["HiddenPicture", "HiddenPictureFile"]


class HiddenPicture(Check):
    """A picture that is pasted into a cell is shown by its solution or mark scheme only.

    Why:
        nbgrader takes the text of a solution out of the cell and leaves its pictures in it. They
        would go out to learners. A picture of a mark scheme it refuses, without a word of where.

    Example:
        ### BEGIN MARK SCHEME
        ![model answer](attachment:answer.png)
        ### END MARK SCHEME

    Remedy:
        Save the picture as a file in the folder `answers/`, which learners do not get, and show it
        from there.
    """

    code = "TK311"
    name = "hidden-picture"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such picture; cells that are no part of a release are left out."""
        for cell in subject.cells:
            if cell.tags & not_released():
                continue
            for name, kind in find_hidden_pictures(cell.node, subject.marks):
                if kind is RegionKind.MARK_SCHEME:
                    what = _("The picture {name} of the mark scheme would go out to learners.")
                else:
                    what = _("The picture {name} of the solution would go out to learners.")
                yield Found(cell.place(), what.format(name=name), _remedy(name))


class HiddenPictureFile(Check):
    """A picture file of the manifest is shown by solutions or mark schemes only.

    Why:
        Files that the manifest names go out as they are, so learners would see the picture of the
        answer.

    Example:
        ### BEGIN SOLUTION
        <img src="data/answer.png">
        ### END SOLUTION

    Remedy:
        Move the file into the folder `answers/`, which learners do not get, and show it from
        there.
    """

    code = "TK312"
    name = "hidden-picture-file"
    is_obstacle = True
    refused = "before"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        files = [entry.file for entry in subject.assignment.data]
        for file in find_hidden_files(files, subject.sources.values(), subject.marks):
            what = _("Only a solution or a mark scheme shows the picture, and it would go out.")
            place = Place(f"{subject.folder}/{file}")
            yield Found(place, what, _remedy(file.rpartition("/")[2]))


def _remedy(name: str) -> str:
    remedy = _(
        "Save it as a file in the folder answers/, which learners do not get, and show it from "
        "there: answers/{name}"
    )
    return remedy.format(name=name)
