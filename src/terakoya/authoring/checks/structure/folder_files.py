"""The files of an assignment's folder: those that its manifest names, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.released_cells import find_mark
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["MarkInData", "MissingData", "MissingGenerator", "StrayFile"]


class MissingData(Check):
    """The manifest names a data file that is not in the folder.

    Why:
        Neither a release nor a face can be made without it, and nothing else can be tried.

    Example:
        [[data]]
        file = "data/waits.csv"

        and no `data/waits.csv`.

    Remedy:
        Make the file again, or take its entry out of `assignment.toml`.
    """

    code = "TK401"
    name = "missing-data"
    is_obstacle = True

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        source = subject.workspace.source(subject.assignment.id)
        for entry in subject.assignment.data:
            if not (source / entry.file).is_file():
                what, place = (
                    _("The data file is missing."),
                    Place(f"{subject.folder}/{entry.file}"),
                )
                yield Found(place, what, _("Make it again, or take it out of assignment.toml."))


class MissingGenerator(Check):
    """The manifest names a program that makes data, and it is not in the folder.

    Why:
        Nobody can make the data again, and no refresher can have other data.

    Example:
        [[data]]
        file = "data/waits.csv"
        generator = "make_data.py"

        and no `make_data.py`.

    Remedy:
        Add the program, or correct `generator` in `assignment.toml`.
    """

    code = "TK402"
    name = "missing-generator"
    is_obstacle = True

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such program."""
        source = subject.workspace.source(subject.assignment.id)
        named = {entry.generator for entry in subject.assignment.data if entry.generator}
        for name in sorted(name for name in named if not (source / name).is_file()):
            what = _("The program that makes the data is missing.")
            place = Place(f"{subject.folder}/{name}")
            yield Found(place, what, _("Add it, or correct generator in assignment.toml."))


class StrayFile(Check):
    """A file would go out to learners and is not named in the manifest.

    Why:
        nbgrader releases every file of the folder. A table of results or a draft that lies there
        would go out, so such a release is refused.

    Example:
        `source/waste-sorting/answers.xlsx`

    Remedy:
        Name it under `[[data]]` in `assignment.toml`, with where it comes from, or move it out of
        the folder.
    """

    code = "TK403"
    name = "stray-file"
    refused = "made"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        named = {entry.file for entry in subject.assignment.data}
        for file in sorted(set(subject.foreseen.files) - named):
            what = _("The file would be released but is not named in the manifest.")
            remedy = _("Name it under [[data]] in assignment.toml, or move it out of the folder.")
            yield Found(Place(f"{subject.folder}/{file}"), what, remedy)


class MarkInData(Check):
    """A data file holds one of nbgrader's marks.

    Why:
        Only notebooks are cleared of what stands between marks. A file goes out as it is, with
        the solution in it.

    Example:
        A file `helper.py` under `[[data]]`, in which stands:

        ### BEGIN SOLUTION

    Remedy:
        Take that part out of the file.
    """

    code = "TK332"
    name = "mark-in-data"
    refused = "made"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such file."""
        for entry in subject.assignment.data:
            path = subject.files / entry.file
            mark = find_mark(path.read_bytes(), subject.marks) if path.is_file() else ""
            if mark:
                what = _("The file holds the mark “{mark}”, and goes out as it is.")
                remedy = _(
                    "Only notebooks are cleared of solutions: take that part out of the file."
                )
                place = Place(f"{subject.folder}/{entry.file}")
                yield Found(place, what.format(mark=mark), remedy)
