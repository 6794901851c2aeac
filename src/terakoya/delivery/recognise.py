"""Which notebook of which assignment a handed-in file is: by its name, then by its grade ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from terakoya.delivery.expected import Expected
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _

__all__ = ["Known", "Place"]

Place = tuple[str, str]
"""An assignment's id and the name of one of its notebooks."""


@dataclass(frozen=True)
class Known:
    """Every assignment's notebooks and grade ids, and which assignments are collected now."""

    expected: Mapping[str, Expected]
    wanted: Collection[str]

    def recognise(self, stem: str, found: frozenset[str], hint: str | None) -> Place:
        """Return the assignment and notebook that a file is.

        Args:
            stem: the file's name without prefix and suffix.
            found: the grade ids in it.
            hint: the assignment that its folder names.

        Raises:
            SubmissionError: it is of none, of another assignment, or of several alike.
        """
        places = [place for place in self._places() if hint in (None, place[0])]
        place = self._by_name(places, stem, found) or self._by_content(places, found)
        if place is None:
            place = self._by_content(list(self._places()), found)
            if place is None:
                what = _("It holds none of the graded cells of {assignment}.").format(
                    assignment=hint or ", ".join(sorted(self.wanted))
                )
                raise SubmissionError(what, remedy=_("Start from the notebook that was released."))
            raise _other(place[0])
        if place[0] not in self.wanted:
            raise _other(place[0])
        return place

    def _places(self) -> Iterable[Place]:
        for assignment_id, notebooks in self.expected.items():
            for notebook in notebooks:
                yield assignment_id, notebook

    def _by_name(self, places: list[Place], stem: str, found: frozenset[str]) -> Place | None:
        name = unicodedata.normalize("NFC", stem)
        fitting = {
            place: self._likeness(place, found)
            for place in places
            if place[1] == name and (self._shared(place, found) or not self._ids(place))
        }
        return self._best(fitting)

    def _by_content(self, places: list[Place], found: frozenset[str]) -> Place | None:
        """Return the place that at least half of whose grade ids were found."""
        fitting = {
            place: self._likeness(place, found)
            for place in places
            if self._shared(place, found) * 2 >= len(self._ids(place)) > 0
        }
        return self._best(fitting)

    def _best(self, fitting: Mapping[Place, float]) -> Place | None:
        if not fitting:
            return None
        highest = max(fitting.values())
        best = [place for place, likeness in fitting.items() if likeness == highest]
        wanted = [place for place in best if place[0] in self.wanted] or best
        if len(wanted) > 1:
            names = ", ".join("/".join(place) for place in wanted)
            what = _("It may be any of these notebooks: {names}.").format(names=names)
            remedy = _("Give it the name of its notebook, in a folder named like its assignment.")
            raise SubmissionError(what, remedy=remedy)
        return wanted[0]

    def _ids(self, place: Place) -> frozenset[str]:
        return self.expected[place[0]][place[1]]

    def _shared(self, place: Place, found: frozenset[str]) -> int:
        return len(self._ids(place) & found)

    def _likeness(self, place: Place, found: frozenset[str]) -> float:
        """Jaccard's index of the two sets of grade ids."""
        union = len(self._ids(place) | found)
        return self._shared(place, found) / union if union else 1.0


def _other(assignment_id: str) -> SubmissionError:
    what = _("This is a notebook of another assignment, {assignment}.").format(
        assignment=assignment_id
    )
    return SubmissionError(what, remedy=_("Collect it for that assignment."))
