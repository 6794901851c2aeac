"""The form of a notebook: what nbformat, a reader and a release expect of it."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
from terakoya_autograde import shown_source

from terakoya.authoring.finding import Found, Place, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _
from terakoya.markdown import read_levels

__all__ = ["InvalidNotebook", "SavedOutputs", "SkippedHeading"]


class InvalidNotebook(Check):
    """The notebook is not what the format nbformat 4 says.

    Why:
        Some programs open it and some do not, and what is wrong may get lost when it is saved.

    Example:
        A code cell without `outputs`, as a script that writes notebooks may leave it.

    Remedy:
        Open it in JupyterLab and save it again.
    """

    code = "TK101"
    name = "invalid-notebook"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first fault of each notebook."""
        for name, notebook in subject.sources.items():
            try:
                nbformat.validate(notebook)
            except nbformat.ValidationError as error:
                what = _("Not a valid notebook: {reason}.").format(reason=error.message)
                remedy = _("Open it in JupyterLab and save it again.")
                yield Found(Place(subject.path_of(name)), what, remedy)


class SavedOutputs(Check):
    """The outputs of cells are saved in the notebook.

    Why:
        A release is cleared of them, but the source is not: each run changes the file, results of
        solutions lie in it, and changes are hard to read.

    Example:
        A notebook that was run and saved.

    Remedy:
        Clear all outputs and save, or run `terakoya check --fix`.
    """

    code = "TK102"
    name = "saved-outputs"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each notebook that holds some, with the numbers of its cells."""
        for name, cells in subject.notebooks.items():
            run = [cell.number for cell in cells if cell.node.get("outputs")]
            if run:
                what = _("Saved outputs are in these cells: {cells}.")
                remedy = _("Clear all outputs and save, or run terakoya check --fix.")
                place = Place(subject.path_of(name), run[0])
                yield Found(place, what.format(cells=", ".join(map(str, run))), remedy)


class SkippedHeading(Check):
    """A heading is more than one level below the one before it.

    Why:
        People who cannot see the page move from heading to heading; a level that is jumped over
        is a gap in which something seems to be missing.

    Example:
        ## Step 1
        #### A detail

    Remedy:
        Use the next level: `### A detail`. Headings of solutions do not count, as learners never
        see them.
    """

    code = "TK103"
    name = "skipped-heading"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such heading."""
        for cells in subject.notebooks.values():
            last = 0
            for cell in (cell for cell in cells if cell.node["cell_type"] == "markdown"):
                for level in read_levels(shown_source(cell.node, subject.marks)):
                    if level > last + 1:
                        what = _("The heading in cell {cell} jumps from level {last} to {level}.")
                        said = what.format(cell=cell.number, last=last, level=level)
                        yield Found(Place(cell.path, cell.number), said, _("Use the next level."))
                    last = level
