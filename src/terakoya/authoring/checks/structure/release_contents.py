"""What would go out to learners in a release, and may not: docs/reference/release-contents.md."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.allowed import (
    explain_foreign,
    find_foreign,
    find_foreign_in_cell,
    has_widgets,
)
from terakoya.authoring.attachments import find_other_attachments
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.released_cells import RELEASE, find_told_secrets
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.model.face_cells import not_released

__all__ = [
    "AttachedFile",
    "ForeignMetadata",
    "ReleasedFaceCell",
    "ReleasedOutput",
    "SavedWidgets",
    "ToldSecret",
]


class ForeignMetadata(Check):
    """A key stands in the notebook or its metadata that nothing says may go out.

    Why:
        Metadata are shown nowhere and go out all the same. A grading tool's, or a note of your
        own, may tell what only authors know.

    Example:
        `"answer": "total = 10"` in a cell's metadata.

    Remedy:
        Delete it: in JupyterLab, Property Inspector, Advanced Tools. The page “What a release
        holds” lists all that may go out, and what is dropped without a word.
    """

    code = "TK321"
    name = "foreign-metadata"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such key."""
        for notebook in subject.once(RELEASE):
            for key, where in find_foreign(notebook.kept):
                yield Found(Place(notebook.path), *explain_foreign(key, where))
            for number, cell in notebook.cells:
                for key, where in find_foreign_in_cell(cell):
                    place = Place.of_cell(notebook.path, number)
                    yield Found(place, *explain_foreign(key, where))


class SavedWidgets(Check):
    """What widgets showed is saved in the notebook.

    Why:
        It may be the result of a solution, and goes out although all outputs are cleared.

    Example:
        A notebook that was saved after a slider was moved, with “Save Widget State
        Automatically” switched on in JupyterLab.

    Remedy:
        Restart the kernel, clear all outputs and save the notebook.
    """

    code = "TK322"
    name = "saved-widgets"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such notebook."""
        for notebook in subject.once(RELEASE):
            if has_widgets(notebook.kept):
                what = _(
                    "What widgets showed is saved in the notebook, and would go out to learners."
                )
                remedy = _("Restart the kernel, clear all outputs and save the notebook.")
                yield Found(Place(notebook.path), what, remedy)


class AttachedFile(Check):
    """A file that is no picture is attached to a text cell.

    Why:
        Nobody sees it in the notebook, and it goes out.

    Example:
        A spreadsheet that was dropped into a text cell.

    Remedy:
        Give it to learners as a file: name it under `[[data]]` in `assignment.toml`.
    """

    code = "TK323"
    name = "attached-file"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        for notebook in subject.once(RELEASE):
            for number, cell in notebook.cells:
                for name, kind in find_other_attachments(cell):
                    what = _(
                        "{name}, of the kind {kind}, is attached to the cell and is no picture."
                    )
                    remedy = _(
                        "Give it to learners as a file: name it under [[data]] in assignment.toml."
                    )
                    place = Place.of_cell(notebook.path, number)
                    yield Found(place, what.format(name=name, kind=kind), remedy)


class ReleasedFaceCell(Check):
    """A cell that is kept to another face would go out with the exercise.

    Why:
        The course's `nbgrader_config.py` does not take cells with that tag out of a release, and
        such a cell may hold a result.

    Example:
        A cell tagged `app-only`, and a configuration without `TagRemovePreprocessor`.

    Remedy:
        Let `nbgrader_config.py` take cells with that tag out, as that of a new workspace does.
    """

    code = "TK324"
    name = "released-face-cell"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each tag of such a cell."""
        for notebook in subject.once(RELEASE):
            for number, cell in notebook.cells:
                for tag in sorted(not_released().intersection(cell["metadata"].get("tags", ()))):
                    what = _("The cell is tagged {tag}, and would go out to learners all the same.")
                    remedy = _("Let nbgrader_config.py take cells with that tag out.")
                    place = Place.of_cell(notebook.path, number)
                    yield Found(place, what.format(tag=tag), remedy)


class ReleasedOutput(Check):
    """A cell would go out with what it showed when its author ran it.

    Why:
        That is the result of the solution.

    Example:
        A configuration that leaves nbgrader's `ClearOutput` out.

    Remedy:
        Put nbgrader's `ClearOutput` back into `nbgrader_config.py`.
    """

    code = "TK325"
    name = "released-output"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for notebook in subject.once(RELEASE):
            for number, cell in notebook.cells:
                if cell.get("outputs") or cell.get("execution_count") is not None:
                    what = _("The cell would go out with what it showed when it ran.")
                    remedy = _("Put nbgrader's ClearOutput back into nbgrader_config.py.")
                    yield Found(Place.of_cell(notebook.path, number), what, remedy)


class ToldSecret(Check):
    """A cell would go out with a line of a solution or of hidden tests in it.

    Why:
        Learners would read the answer. It happens where a header of nbgrader's brings it in, or
        where `nbgrader_config.py` leaves out one of the steps that take it away.

    Example:
        A configuration whose list of preprocessors has no `ClearHiddenTests`.

    Remedy:
        Check the BEGIN and END lines of that cell, and the configuration.
    """

    code = "TK331"
    name = "told-secret"
    refused = "made"
    work = RELEASE

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for notebook in subject.once(RELEASE):
            own, kept = notebook.source["cells"], notebook.kept["cells"]
            for number, called in find_told_secrets(own, kept, subject.marks):
                what = _("Cell {cell} would be released with a solution or a hidden test.")
                remedy = _("Check the BEGIN and END lines of that cell.")
                yield Found(Place(notebook.path, number), what.format(cell=called), remedy)
