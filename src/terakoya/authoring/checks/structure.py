"""Is the notebook well made: valid, outputs empty, ids unique, headings in order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat
from terakoya_autograde import Marks, shown_source

from terakoya.authoring.contents import look_at_contents, look_at_file
from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _
from terakoya.markdown import read_levels
from terakoya.workspace.marks import course_marks

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the form of each notebook."""
    yield from _strays(subject)
    yield from _contents(subject)
    names: Counter[str] = Counter()
    marks = course_marks(subject.workspace)
    for name, notebook in subject.sources.items():
        where = f"source/{subject.assignment.id}/{name}.ipynb"
        yield from _form(where, notebook)
        yield from _headings(where, notebook, marks)
        for cell in notebook["cells"]:
            tag = cell["metadata"].get("nbgrader", {})
            names[tag.get("grade_id", "")] += 1
    for grade_id, count in names.items():
        if grade_id and count > 1:
            what = _("The id {id} is used {count} times.").format(id=grade_id, count=count)
            yield f"source/{subject.assignment.id}", what, _("Give each cell an id of its own.")


def _strays(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """A release would carry every file of the folder, so it is refused with these."""
    named = {entry.file for entry in subject.assignment.data}
    for file in sorted(set(subject.foreseen.files) - named):
        what = _("The file would be released but is not named in the manifest.")
        remedy = _("Name it under [[data]] in assignment.toml, or move it out of the folder.")
        yield f"source/{subject.assignment.id}/{file}", what, remedy


def _contents(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """A release that would hold more than the author shows is refused: here it is said before."""
    marks, place = course_marks(subject.workspace), f"source/{subject.assignment.id}"
    for name, source in subject.sources.items():
        released = subject.foreseen.notebooks[name]
        yield from look_at_contents(source, released, f"{place}/{name}.ipynb", marks)
    for entry in subject.assignment.data:
        path = subject.workspace.source(subject.assignment.id) / entry.file
        if path.is_file():
            yield from look_at_file(path, f"{place}/{entry.file}", marks)


def _form(where: str, notebook: Any) -> Iterator[tuple[str, str, str]]:
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        remedy = _("Open it in JupyterLab and save it again.")
        yield where, _("Not a valid notebook: {reason}.").format(reason=error.message), remedy
    run = [str(number) for number, cell in enumerate(notebook["cells"], 1) if cell.get("outputs")]
    if run:
        what = _("Saved outputs are in these cells: {cells}.").format(cells=", ".join(run))
        yield where, what, _("Clear all outputs and save, or run terakoya check --fix.")


def _headings(where: str, notebook: Any, marks: Marks) -> Iterator[tuple[str, str, str]]:
    """Screen readers move by headings: a level that is jumped over is a gap.

    A line such as ### BEGIN SOLUTION is no heading, and learners never see those of a solution.
    """
    last = 0
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "markdown":
            continue
        for level in read_levels(shown_source(cell, marks)):
            if level > last + 1:
                what = _("The heading in cell {cell} jumps from level {last} to {level}.").format(
                    cell=number, last=last, level=level
                )
                yield where, what, _("Use the next level.")
            last = level
