"""Cells of the author's own, neither answers nor tests, that do not end as cells do."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde import BrokenCell, Status

from terakoya.authoring.broken_cells import describe_broken
from terakoya.authoring.checks.released.release_trial import TRIAL
from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["BrokenOwnCell", "broken_cells"]


class BrokenOwnCell(Check):
    """A cell of yours ends the program, or ends with an error.

    Why:
        Everything behind it does not run as it was written, for every learner alike.

    Example:
        data = pd.read_csv("data/waits-2025.csv")

        where the file is not in the folder.

    Remedy:
        Correct that cell. Where it is meant to fail, tag it `raises-exception`.
    """

    code = "TK703"
    name = "broken-own-cell"
    work = TRIAL

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in broken_cells(subject):
            place = Place.of_cell(subject.path_of(cell.notebook), cell.number)
            remedy = _("Correct that cell, or tag it raises-exception.")
            yield Found(place, describe_broken(cell), remedy)


def broken_cells(subject: Subject) -> list[BrokenCell]:
    """Return the author's own cells that end the program; all where the model solution fails."""
    failed = subject.once(TRIAL).reference.status != Status.OK
    return [cell for cell in subject.version.broken if cell.ends or failed]
